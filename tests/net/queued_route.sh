#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A packet queued with an outdated stage-2 route does not delay the deletion of a device
#
# The gateway of tests/gateway.sh, with a bridge towards provider 2:
#
#   h2 --- lan  r  wan2 (bridge) --- isp2 ---- p2
#
# A queue holds a ping in stage 2, with its route by wan2: in FORWARD, or in the output of the
# bridge. Routes change, and another packet makes stage 2 look up a new route. Then either the queue
# releases the packet, and it leaves, or wan2 is deleted, which must not wait for the packet. (The
# kernel drops a packet held in FORWARD then; one held in the bridge is already on its way to isp2,
# which remains.)
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need nfq_hold
modprobe -aq bridge nft_queue nfnetlink_queue

waiting() { [[ $(r awk '$1 == 0 { print $3 }' /proc/net/netfilter/nfnetlink_queue) == "$1" ]]; }
past() { (($(passed "$p2" out) == out + $1)); }

# held WHAT: hold a ping whose route is outdated; later pings pass
held()
{
	h2 ping -q -c 1 -W 0.1 -s 1000 $SERVER4 >/dev/null
	wait_for 5 waiting 1
	ip -n "$r" rule add pref 5000 to 192.0.2.99 lookup main
	ip -n "$r" rule del pref 5000
	works "$1: the next packets" h2 ping -q -c 2 -i 0.01 -W 2 $SERVER4
	waiting 1 || fail "$1: the packet is not held"
}

# stays WHAT: the held packet leaves when released
stays()
{
	out=$(passed "$p2" out)
	held "$1"
	is $(($(passed "$p2" out) - out)) 2 "$1: packets through provider 2, while one is held"
	kill -USR1 "$holder"
	wait_for 5 past 3
	echo "ok: $1: released, the packet left through provider 2"
}

# goes WHAT: wan2 is deleted while the packet is held
goes()
{
	local releaser

	held "$1"
	# releases the packet if the deletion waits for it
	start bash -c "sleep 20; kill -USR1 $holder"
	releaser=$pid
	ip -n "$r" link del wan2
	works "$1: wan2 is deleted before the packet is released" kill -0 "$releaser"
	stop "$releaser"
}

# bridge: create wan2 with isp2 as its port
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
stays "FORWARD, wan2 remains"
goes "FORWARD, wan2 deleted"
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
stays "bridge, wan2 remains"
goes "bridge, wan2 deleted"
is "$(drops "$r")" "" "drop counters above 0"
