#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stage 2 skips a next hop whose neighbour does not answer
#
# The gateway of tests/gateway.sh. Table 102 has two next hops: provider 2, and 198.51.100.99 on the
# same link, an address without a host. h2 pings 24 addresses of the server. With
# fib_multipath_use_neigh, all answer once the neighbour entry has failed; without it, only those
# that are hashed to provider 2. The same holds when table 102 is used in stage 1, as without NVI.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

N=24

# asked: the number of addresses that answer
asked()
{
	local i

	for ((i = 2; i < N + 2; i++)); do echo "203.0.113.$i"; done |
		h2 xargs -P 8 -n 1 ping -q -c 1 -W 1 | grep -c '1 received'
}

failed() { ip -n "$r" neigh show 198.51.100.99 dev isp2 | has FAILED; }

# both STAGES: check without the sysctl, then with it
both()
{
	local n

	r sysctl -qw net.ipv4.fib_multipath_use_neigh=0
	n=$(asked)
	compare "$n" '<' $N "$1, fib_multipath_use_neigh 0: addresses that answer"
	compare "$n" '>' 0 "$1, fib_multipath_use_neigh 0: addresses that answer"
	wait_for 15 failed
	r sysctl -qw net.ipv4.fib_multipath_use_neigh=1
	is "$(asked)" $N "$1, fib_multipath_use_neigh 1: addresses that answer"
	failed || echo "(the kernel probes the neighbour again)"
}

gateway
[[ -e /proc/sys/net/ipv4/fib_multipath_use_neigh ]] || skip "no multipath routes"
for ((i = 2; i < N + 2; i++)); do echo "addr add 203.0.113.$i/32 dev lo"; done | batch "$s"
ip -n "$p2" route add 203.0.113.0/24 via 10.9.2.2
ip -n "$r" route replace default table 102 \
	nexthop via 198.51.100.1 dev isp2 nexthop via 198.51.100.99 dev isp2
# make ARP give up sooner
r sysctl -qw net.ipv4.neigh.isp2.retrans_time_ms=300

both "two stages"
is "$(stage2 "$r" 4)" $((2 * N)) "packets in stage 2"
is "$(drops "$r")" "" "drop counters above 0"

ip -n "$r" rule add pref 900 iif lan from 10.0.0.20 lookup 102
r nft add rule inet nat post oifname isp2 ip saddr 10.0.0.20 snat ip to 198.51.100.2
both "one stage"
is "$(stage2 "$r" 4)" $((2 * N)) "packets in stage 2: unchanged"
