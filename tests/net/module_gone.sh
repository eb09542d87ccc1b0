#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The module can be removed with devices up, traffic running and packets queued
#
# The gateway of tests/gateway.sh, and one more namespace with a device. NFQUEUE holds packets of
# stage 2 that will continue in functions of the module; the module must stay until they are gone.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need nfq_hold

# router_again: create again what the removal deleted. The rules remain.
router_again()
{
	local f

	nvi_device nvi0
	ip -n "$r" link set nvi0 up
	for f in -4 -6; do ip -n "$r" $f route add default dev nvi0 table 100; done
	ip -n "$other" link add nvi0 type nvi && ip -n "$other" link set nvi0 up ||
		fail "cannot make the other nvi0"
}

remove()
{
	timeout 60 modprobe -r nvi || fail "$1: nvi cannot be unloaded"
	[[ ! -e /sys/module/nvi ]] || fail "$1: nvi is still loaded"
	[[ -z $(ip -n "$r" -o link show type nvi) ]] || fail "$1: nvi0 is still there"
	echo "ok: $1: removed"
}

waiting() { r awk '$1 == 0 { n = $3 } END { print n + 0 }' /proc/net/netfilter/nfnetlink_queue; }
waits() { [[ $(waiting) == "$1" ]]; }

# hold HOOK: NFQUEUE holds 10 packets for process $holder
hold()
{
	start ip netns exec "$r" nfq_hold 0 >/dev/null
	holder=$pid
	wait_for 5 r grep -q '^ *0 ' /proc/net/netfilter/nfnetlink_queue
	h2 ping -q -c 5 -i 0.01 -W 0.1 $SERVER4 >/dev/null
	h2 ping -q -c 5 -i 0.01 -W 0.1 $SERVER6 >/dev/null
	wait_for 5 waits 10
	echo "ok: $1: NFQUEUE holds 10 packets"
}

# got_out N: true if N packets left through provider 2 since $before
got_out() { (($(passed "$p2" out) == before + $1)); }
past() { (($(stage2 "$r" 4) > 100)); }

setup_ns other
gateway
ip -n "$other" link add nvi0 type nvi
ip -n "$other" link set nvi0 up

for round in {1..5}; do
	((round == 1)) || router_again
	start ip netns exec "$h2" ping -q -f -c 5000 $SERVER4 >/dev/null
	pids=("$pid")
	start ip netns exec "$h1" ping -q -f -c 5000 $SERVER6 >/dev/null
	pids+=("$pid")
	wait_for 10 past
	remove "round $round"
	stop "${pids[@]}"
done

# Held stage-2 packets: with the dst whose input function is nvi's; in nvi's call of FORWARD, whose
# okfn is nvi's; in POST_ROUTING
for hook in prerouting forward postrouting; do
	router_again
	r nft -f - <<-EOT
	table inet q {
		chain c {
			type filter hook $hook priority 0
			ct state untracked icmp type echo-request ip saddr 198.51.100.2 queue num 0
			ct state untracked icmpv6 type echo-request ip6 saddr 2001:db8:2::2 queue num 0
		}
	}
	EOT
	hold "$hook"
	remove "$hook"
	is "$(waiting)" 0 "$hook: packets still held"
	stop "$holder"

	# One device is deleted and another remains, so nothing is flushed: packets of the deleted
	# device are dropped, and nothing crashes
	router_again
	nvi_device nvi1
	ip -n "$r" link set nvi1 up
	hold "$hook"
	before=$(passed "$p2" out)
	ip -n "$r" link del nvi0
	kill -USR1 "$holder"
	wait_for 5 waits 0
	case $hook in
	prerouting) is $(($(passed "$p2" out) - before)) 0 "$hook: released after nvi0 was deleted: packets through provider 2" ;;
	*) wait_for 5 got_out 10
		echo "ok: $hook: already routed: all 10 packets through provider 2" ;;
	esac
	stop "$holder"
	remove "$hook again"
	r nft delete table inet q
done
