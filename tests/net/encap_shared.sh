#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An encapsulation that stage 2 and plain routing share works for both
#
# The gateway of tests/gateway.sh. Table 102 leads to the server by a next hop with a
# light-weight encapsulation: a BPF program that lets all that comes in pass, then
# SRv6, which provider 2 takes off again. h2's packets come there in stage 2. h1 has
# 198.51.100.77, which is routed to the LAN, and its packets come there in stage 1. They
# take turns, also after each change of routes, when both make their routes anew. The
# kernel has one place for both to remember the next function in.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need lwt_pass

# turns WHAT: all of them get through, in each order
turns()
{
	local order who re

	for order in "h2 h1" "h1 h2 h1" "h2 h2 h1 h1 h2" "h1 h1 h2 h1"; do
		re=$(stage2 "$r" 4)
		for who in $order; do
			case $who in
			h1) works "$1, $order: one stage" h1 ping -q -c 2 -i 0.01 -W 2 -I 198.51.100.77 $SERVER4 ;;
			h2) works "$1, $order: two stages" h2 ping -q -c 2 -i 0.01 -W 2 $SERVER4 ;;
			esac
		done
		is $(($(stage2 "$r" 4) - re)) $((2 * $(grep -o h2 <<<"$order" | wc -l))) "$1, $order: in stage 2"
		# (the kernel and stage 2 forget their routes)
		batch "$r" <<-EOT
			rule add pref 5000 to 192.0.2.99 lookup main
			rule del pref 5000
		EOT
	done
}

gateway
addr "$h1" eth0 198.51.100.77/32
ip -n "$r" route add 198.51.100.77 dev lan
ip -n "$p2" route add 198.51.100.77 via 198.51.100.2

# (ip netns exec has a /sys of its own)
bpf=$(mktemp -d)
on_exit eval "umount $bpf; rmdir $bpf"
if mount -t bpf none "$bpf" && lwt_pass "$bpf/pass" &&
	ip -n "$r" route replace $SERVER4 via 198.51.100.1 dev isp2 table 102 encap bpf in pinned "$bpf/pass"; then
	turns "BPF"
else
	echo "this kernel has no BPF for routes"
fi

# Provider 2 takes IPv4 out of what is sent to fc00:2::4
if ip -n "$p2" -6 route add fc00:2::4 encap seg6local action End.DX4 nh4 10.9.2.2 dev wan &&
	ip -n "$r" -6 route add fc00:2::4 via 2001:db8:2::1 &&
	ip -n "$r" route replace $SERVER4 dev isp2 table 102 encap seg6 mode encap segs fc00:2::4; then
	ip netns exec "$p2" sysctl -qw net.ipv6.conf.all.seg6_enabled=1 net.ipv6.conf.eth0.seg6_enabled=1
	p2 nft insert rule inet isp forward iifname eth0 ip6 daddr fc00:2::4 accept
	wait_for 10 h1 ping -q -c 1 -W 1 -I 198.51.100.77 $SERVER4
	turns "SRv6"
else
	echo "this kernel has no SRv6"
fi
is "$(drops "$r")" "" "drops"
