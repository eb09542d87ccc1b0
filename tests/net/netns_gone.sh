#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The router's namespace can be deleted under traffic
#
#   h 10.0.0.10 --- lan r wan 192.0.2.2 --- 192.0.2.1 s
#                  nvi0
#
# Five times. The end of the test shows success: the clean-up of a namespace does not end while a
# reference to anything in it is held.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need socat

small_gateway()
{
	setup_ns h r s
	link "$h" eth0 "$r" lan
	link "$r" wan "$s" eth0
	addr "$h" eth0 10.0.0.10/24 fd00:a::10/64
	addr "$r" lan 10.0.0.1/24 fd00:a::1/64
	addr "$r" wan 192.0.2.2/24 2001:db8:1::2/64
	addr "$s" eth0 192.0.2.1/24 2001:db8:1::1/64
	ip -n "$h" route add default via 10.0.0.1
	ip -n "$h" route add default via fd00:a::1
	forwarding "$r"
	nvi_device nvi0
	ip -n "$r" link set nvi0 up
	for f in -4 -6; do
		ip -n "$r" $f route add default dev nvi0 table 100
		ip -n "$r" $f rule add pref 1100 iif lan lookup 100
	done
	ip -n "$r" rule add pref 1001 from 192.0.2.2 lookup main
	ip -n "$r" -6 rule add pref 1001 from 2001:db8:1::2 lookup main
	snat "masquerade" 2>/dev/null
	r nft flush chain inet nat post
	r nft add rule inet nat post oifname nvi0 meta nfproto ipv4 snat ip to 192.0.2.2
	r nft add rule inet nat post oifname nvi0 meta nfproto ipv6 snat ip6 to 2001:db8:1::2
}

flows_through() { (($(stage2 "$r" 4) > 200 && $(stage2 "$r" 6) > 50)); }

for round in {1..5}; do
	small_gateway
	works "round $round: IPv4" h ping -q -c 1 192.0.2.1 >/dev/null
	works "round $round: IPv6" h ping -q -c 1 2001:db8:1::1 >/dev/null
	start ip netns exec "$h" ping -q -f -c 20000 192.0.2.1 >/dev/null 2>&1
	pids=("$pid")
	start ip netns exec "$h" ping -q -f -c 20000 2001:db8:1::1 >/dev/null 2>&1
	pids+=("$pid")
	start ip netns exec "$h" bash -c 'head -c 4000000 /dev/zero | socat -u -b 500 - UDP4-SENDTO:192.0.2.1:9' 2>/dev/null
	pids+=("$pid")
	wait_for 10 flows_through
	drop_ns r
	[[ -e /sys/module/nvi ]] || fail "round $round: nvi is not loaded"
	# the clean-up deletes both ends of h's link
	wait_for 20 bash -c "! ip -n $h link show eth0"
	stop "${pids[@]}"
	drop_ns h s
	echo "ok: round $round"
done
