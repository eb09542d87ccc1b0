#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# More stage-2 next hops than the route cache has room for
#
# The gateway of tests/gateway.sh. 150 destinations at the server, each with a
# host route of its own in provider 2's table, so with a next hop of its own;
# the cache has 64 places a CPU. All of them work, in any order; a changed
# route counts from the next packet on; and no route is left behind.
. "$(dirname "$0")/../lib.sh"

N=150

everybody()
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
	# an MTU of its own keeps the kernel from sharing what it knows of them
	for i in $(seq $N); do
		echo "route add 203.0.113.$((i + 1)) via 198.51.100.1 table 102 mtu $((1500 - i))"
	done
} | ip -n "$r" -batch -

works "all $N answer" everybody
is "$(passed "$p2" out)" $N "out by provider 2"
works "and again" everybody
is "$(passed "$p2" out)" $((2 * N)) "out by provider 2"

# The next packet goes where the route now says
ip -n "$r" route replace 203.0.113.77 via 192.0.2.1 table 102
refused "by a provider whose address it does not bear" h2 ping -q -c 2 -i 0.01 -W 0.2 203.0.113.77
is "$(passed "$p1" bogus)" 2 "which dropped it"
ip -n "$r" route replace 203.0.113.77 via 198.51.100.1 table 102
works "and back" h2 ping -q -c 2 -i 0.01 203.0.113.77
ip -n "$r" route replace 203.0.113.77 via 198.51.100.1 table 102 mtu 1000
refused "larger than the route's MTU" h2 ping -q -c 1 -W 0.2 -M "do" -s 1000 203.0.113.77
is "$(drops "$r")" drop_too_big=1 "drops"
