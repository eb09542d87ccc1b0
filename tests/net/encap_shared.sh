#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A route with a light-weight encapsulation works for stage 2 and plain routing at the same time
#
# The gateway of tests/gateway.sh. Table 102 has a route to the server with a light-weight
# encapsulation: first a BPF program that passes every packet, then SRv6, which provider 2
# decapsulates. h2's packets use it in stage 2. h1 has 198.51.100.77, which is routed to the LAN;
# its packets use the route in stage 1. They alternate, also after each change of routes, when both
# look their routes up again. The kernel saves the dst's next function for both in one place.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need lwt_pass

# turns WHAT: h1 and h2 ping in each order; all pings must be answered
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
		is $(($(stage2 "$r" 4) - re)) $((2 * $(grep -o h2 <<<"$order" | wc -l))) "$1, $order: packets in stage 2"
		# (after a change of rules, routes are looked up again)
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

# (ip netns exec mounts its own /sys)
bpf=$(mktemp -d)
on_exit eval "umount $bpf; rmdir $bpf"
if mount -t bpf none "$bpf" && lwt_pass "$bpf/pass" &&
	ip -n "$r" route replace $SERVER4 via 198.51.100.1 dev isp2 table 102 encap bpf in pinned "$bpf/pass"; then
	turns "BPF"
else
	echo "this kernel has no BPF encapsulation of routes"
fi

# Provider 2 decapsulates IPv4 from packets to fc00:2::4
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
is "$(drops "$r")" "" "drop counters above 0"
