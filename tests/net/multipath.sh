#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stage 2 distributes flows over the next hops of a multipath route
#
# The gateway of tests/gateway.sh, and one public address that both providers carry: 192.0.2.2
# leaves by isp1 and isp2, first by a route with two next hops, then by a group of nexthop objects.
# All packets of a flow take one path. A deleted next hop gets no packets.
. "$(dirname "$0")/../lib.sh"

FLOWS=40

# both_carry: let both providers forward and count the address
both_carry()
{
	p2 nft insert rule inet isp forward iifname eth0 ip saddr 192.0.2.2 counter name out accept
	p2 nft insert rule inet isp forward oifname eth0 ip daddr 192.0.2.2 counter name in accept
	ip -n "$p2" route add 192.0.2.2 via 198.51.100.2
}

# flows: send two datagrams from each of $FLOWS ports; sets $by1 and $by2
flows()
{
	local one two

	one=$(passed "$p1" out) two=$(passed "$p2" out)
	# shellcheck disable=SC2016 # expanded by the inner bash
	h1 bash -c 'for i in $(seq "$0"); do
		exec 3<>"/dev/udp/$1/9"; echo a >&3; echo b >&3; exec 3>&-; done' $FLOWS $SERVER4
	by1=$(($(passed "$p1" out) - one)) by2=$(($(passed "$p2" out) - two))
}

spread()
{
	# the address hash makes all of these one flow
	r sysctl -qw net.ipv4.fib_multipath_hash_policy=0
	flows
	is "$((by1 + by2)),$((by1 * by2))" "$((2 * FLOWS)),0" "$1, by address: all packets through one provider"
	r sysctl -qw net.ipv4.fib_multipath_hash_policy=1
	flows
	is $((by1 + by2)) $((2 * FLOWS)) "$1, by port: packets through provider 1 and 2"
	is "$((by1 % 2)),$((by2 % 2))" 0,0 "$1, by port: odd packets through provider 1, 2"
	# fewer than 10 packets on one side happen once in 20 million runs
	compare $by1 '>=' 10 "$1, by port: packets through provider 1"
	compare $by2 '>=' 10 "$1, by port: packets through provider 2"
}

gateway
both_carry
s nft add table inet quiet
s nft add chain inet quiet in "{ type filter hook input priority 0; }"
s nft add rule inet quiet in udp dport 9 drop

ip -n "$r" route replace default table 101 \
	nexthop via 192.0.2.1 dev isp1 weight 1 nexthop via 198.51.100.1 dev isp2 weight 1
spread "two next hops"

ip -n "$r" nexthop add id 1 via 192.0.2.1 dev isp1
ip -n "$r" nexthop add id 2 via 198.51.100.1 dev isp2
ip -n "$r" nexthop add id 10 group 1/2
ip -n "$r" route replace default table 101 nhid 10
spread "a nexthop group"

# One next hop deleted: the other takes all packets
ip -n "$r" nexthop del id 1
flows
is "$by1,$by2" "0,$((2 * FLOWS))" "one next hop left: packets through provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
