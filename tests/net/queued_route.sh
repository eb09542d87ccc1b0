#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A packet that is queued with an old route of stage 2 keeps no device from going
#
# The gateway of tests/gateway.sh, whose way to provider 2 is a bridge:
#
#   h2 --- lan  r  wan2 (bridge) --- isp2 ---- p2
#
# A queue holds a ping in stage 2, with its route out of wan2: in FORWARD, or in the output
# of the bridge. Routes change, and another packet makes stage 2 replace that route by a
# new one. Then either the queue lets the packet go, and it leaves, or wan2 is deleted,
# which must not wait for the packet. (What waits in FORWARD, the kernel drops then; what
# waits in the bridge is on its way to isp2, which stays.)
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need nfq_hold
modprobe -aq bridge nft_queue nfnetlink_queue

waiting() { [[ $(r awk '$1 == 0 { print $3 }' /proc/net/netfilter/nfnetlink_queue) == "$1" ]]; }
past() { (($(passed "$p2" out) == out + $1)); }

# held WHAT: a ping waits with a route that is not the newest; those after it do not wait
held()
{
	h2 ping -q -c 1 -W 0.1 -s 1000 $SERVER4 >/dev/null
	wait_for 5 waiting 1
	ip -n "$r" rule add pref 5000 to 192.0.2.99 lookup main
	ip -n "$r" rule del pref 5000
	works "$1: the next packets" h2 ping -q -c 2 -i 0.01 -W 2 $SERVER4
	waiting 1 || fail "$1: the packet waits no more"
}

# stays WHAT
stays()
{
	out=$(passed "$p2" out)
	held "$1"
	is $(($(passed "$p2" out) - out)) 2 "$1: out by provider 2, while one waits"
	kill -USR1 "$holder"
	wait_for 5 past 3
	echo "ok: $1: let go, it went out"
}

# goes WHAT
goes()
{
	local began releaser

	held "$1"
	# (if it does wait, let the test end)
	start bash -c "sleep 10; kill -USR1 $holder"
	releaser=$pid
	began=$(date +%s%N)
	ip -n "$r" link del wan2
	compare $((($(date +%s%N) - began) / 1000000)) '<' 2000 "$1: milliseconds"
	stop "$releaser"
}

# bridge: isp2 in it
bridge()
{
	batch "$r" <<-EOT
		link add wan2 type bridge
		link set isp2 master wan2
		link set wan2 up
		addr add 198.51.100.2/24 dev wan2
	EOT
	batch "$r" <<<"route replace default via 198.51.100.1 dev wan2 table 102"
	wait_for 10 h2 ping -q -c 1 -W 1 $SERVER4
}

gateway
ip -n "$r" addr flush dev isp2
bridge
start ip netns exec "$r" nfq_hold 0 >/dev/null
holder=$pid
wait_for 5 waiting 0

r nft -f - <<-'EOT' || fail "nftables"
	table inet q {
		chain c {
			type filter hook forward priority 0
			oifname wan2 icmp type echo-request ip length > 1000 ct state untracked queue num 0
		}
	}
EOT
stays "FORWARD, wan2 stays"
goes "FORWARD, wan2 goes"
r nft delete table inet q
bridge

r nft -f - <<-'EOT' || skip "this kernel has no queue of a bridge"
	table bridge q {
		chain c {
			type filter hook output priority 0
			oifname isp2 ip saddr 198.51.100.2 icmp type echo-request ip length > 1000 queue num 0
		}
	}
EOT
stays "bridge, wan2 stays"
goes "bridge, wan2 goes"
is "$(drops "$r")" "" "drops"
