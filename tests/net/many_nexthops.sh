#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stage 2 works with 150 next hops, and a changed route takes effect with the next packet
#
# The gateway of tests/gateway.sh. The server has 150 addresses, each with its own host route in
# provider 2's table and so with its own next hop. All addresses answer in any order, a changed
# route takes effect with the next packet, and no route leaks.
. "$(dirname "$0")/../lib.sh"

N=150

ping_all()
{
	local i

	for i in $(seq $N); do echo "203.0.113.$((i + 1))"; done |
		h2 xargs -P 8 -n 1 ping -q -c 1 -W 2 >/dev/null
}

gateway
{
	for i in $(seq $N); do echo "addr add 203.0.113.$((i + 1))/32 dev lo"; done
} | ip -n "$s" -batch -
ip -n "$p2" route add 203.0.113.0/24 via 10.9.2.2
ip -n "$p1" route add 203.0.113.0/24 via 10.9.1.2
{
	# different MTUs keep the kernel from sharing the routes' metrics
	for i in $(seq $N); do
		echo "route add 203.0.113.$((i + 1)) via 198.51.100.1 table 102 mtu $((1500 - i))"
	done
} | ip -n "$r" -batch -

works "$N addresses answer" ping_all
is "$(passed "$p2" out)" $N "packets through provider 2"
works "$N addresses answer again" ping_all
is "$(passed "$p2" out)" $((2 * N)) "packets through provider 2"

# A changed route takes effect with the next packet
ip -n "$r" route replace 203.0.113.77 via 192.0.2.1 table 102
refused "h2 pings by a route to provider 1" h2 ping -q -c 2 -i 0.01 -W 0.2 203.0.113.77
is "$(passed "$p1" bogus)" 2 "packets with a wrong source at provider 1"
ip -n "$r" route replace 203.0.113.77 via 198.51.100.1 table 102
works "h2 pings by the route to provider 2 again" h2 ping -q -c 2 -i 0.01 203.0.113.77
ip -n "$r" route replace 203.0.113.77 via 198.51.100.1 table 102 mtu 1000
refused "h2 pings with packets larger than the route's MTU" h2 ping -q -c 1 -W 0.2 -M "do" -s 1000 203.0.113.77
is "$(drops "$r")" drop_too_big=1 "drop counters above 0"
