#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode direct sends what is simple straight out, and re-injects the rest
#
# The gateway of tests/gateway.sh with `mode direct`, and counters at every hook of
# netfilter that stage 2 could meet. Whatever a packet is or meets that is not
# plain forwarding, it arrives, or its end is counted, as in mode reinject.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
export NVI_MODE=direct

# how4, how6: packets "straight out, re-injected" so far
how4() { echo "$(counter "$r" direct_ipv4),$(counter "$r" reinject_ipv4)"; }
how6() { echo "$(counter "$r" direct_ipv6),$(counter "$r" reinject_ipv6)"; }

# since WHAT STRAIGHT REINJECTED: IPv4, since the last time
was=0,0
since()
{
	local now

	now=$(how4)
	is "$((${now%,*} - ${was%,*})),$((${now#*,} - ${was#*,}))" "$2,$3" "$1: straight out, re-injected"
	was=$now
}

# at HOOK...: packets of stage 2 seen there
at() { local h; for h; do passed "$r" "$h"; done | xargs; }

# pings WHAT N STRAIGHT REINJECTED [OPTION...]: h2's
pings()
{
	works "$1" h2 ping -q -c "$2" -i 0.01 -W 2 "${@:5}" $SERVER4
	since "$1" "$3" "$4"
}

hook()
{
	echo "counter $1 { }"
	echo "chain $1 { type filter hook $1 priority $2; meta protocol { ip, ip6 } iifname lan $3 counter name $1; }"
}

gateway
ours="ip saddr 198.51.100.2"
{
	echo "table inet seen {"
	hook prerouting raw "ct state untracked"
	hook forward filter "oifname isp2"
	echo "}"
} | r nft -f - || fail "nftables"

pings "plain pings" 5 5 0
works "plain pings, IPv6" h2 ping -q -c 3 -i 0.01 $SERVER6
is "$(how6)" 3,0 "IPv6: straight out, re-injected"
is "$(at prerouting forward)" "0 0" "stage 2 in PRE_ROUTING, FORWARD"
is "$(passed "$p2" out) $(passed "$p2" bogus) $(passed "$p1" out)" "8 0 0" "by provider 2, with a wrong source, by provider 1"

# POST_ROUTING is asked by whoever has a chain there
{
	echo "table inet late {"
	hook postrouting filter "oifname isp2 ct state untracked $ours"
	echo "}"
} | r nft -f - || fail "nftables"
pings "with a chain in POST_ROUTING" 5 5 0
is "$(passed "$r" postrouting)" 5 "stage 2 in POST_ROUTING"
r nft add rule inet late postrouting oifname isp2 $ours drop
out=$(passed "$p2" out)
refused "dropped there" h2 ping -q -c 4 -i 0.01 -W 0.1 $SERVER4
is "$(passed "$r" postrouting) $(($(passed "$p2" out) - out))" "9 0" "seen there, and got out"
since "dropped there" 4 0
r nft delete table inet late

# What falls back
works "hops two" ip -n "$r" link set nvi0 type nvi hops two
pings "hops two" 3 3 0
refused "the last hop" h2 ping -q -c 3 -i 0.01 -W 0.1 -t 2 $SERVER4
since "the last hop" 0 3
is "$(drops "$r")" drop_ttl=3 "drops"
works "hops one" ip -n "$r" link set nvi0 type nvi hops one

works "replay on" ip -n "$r" link set nvi0 type nvi replay on
pings "replay on" 3 0 3
works "replay off" ip -n "$r" link set nvi0 type nvi replay off

ip -n "$r" route replace default via 198.51.100.1 table 102 mtu 1300
pings "to be fragmented" 3 0 3 -M dont -s 1400
pings "small ones beside them" 3 3 0
refused "not to be fragmented" h2 ping -q -c 1 -W 0.1 -M "do" -s 1400 $SERVER4
since "not to be fragmented" 0 1
is "$(drops "$r")" "drop_ttl=3 drop_too_big=1" "drops"
ip -n "$r" route replace default via 198.51.100.1 table 102
ip -n "$h2" route flush cache	# h2 has learnt
pings "fragments" 2 6 0 -s 4000

refused "with an option" h2 ping -q -R -c 2 -i 0.01 -W 0.1 $SERVER4
since "with an option" 0 2

# stage 2 leads to the router itself, which believes no source of its own
ip -n "$r" route add local $SERVER4 dev lo table 102
refused "to the router itself" h2 ping -q -c 2 -i 0.01 -W 0.1 $SERVER4
since "to the router itself" 0 2
is "$(counter "$r" drop_martian)" 4 "drop_martian"
ip -n "$r" route del local $SERVER4 dev lo table 102

ip -n "$r" route replace unreachable default table 102
refused "unreachable" h2 ping -q -c 2 -i 0.01 -W 0.1 $SERVER4
since "unreachable" 0 2
ip -n "$r" route replace default via 198.51.100.1 table 102

ip -n "$r" rule del pref 1002
refused "a loop" h2 ping -q -c 2 -i 0.01 -W 0.1 $SERVER4
since "a loop" 0 2
ip -n "$r" rule add pref 1002 from 198.51.100.0/24 lookup 102

# an IPsec policy, whatever for, is reason enough
if r ip xfrm policy add src 10.99.0.0/24 dst 10.98.0.0/24 dir fwd 2>/dev/null; then
	pings "with IPsec policies" 3 0 3
	r ip xfrm policy flush
fi
pings "plain again" 3 3 0

# A rule that asks for ports is asked for each packet
ip -n "$r" rule add pref 900 from 198.51.100.2 ipproto icmp lookup 102
pings "rules by ports" 3 3 0
ip -n "$r" rule del pref 900

# A neighbour that is not there yet, one that never will be, one that has moved
ip -n "$r" neigh flush dev isp2
pings "a neighbour to be found" 3 3 0
ip -n "$r" route replace default via 198.51.100.77 table 102
said=$(h2 ping -n -c 1 -W 4 $SERVER4)
[[ $said == *"Host Unreachable"* ]] || fail "h2 is not told: $said"
since "no such neighbour" 1 0
ip -n "$r" route replace default via 198.51.100.1 table 102
p2 ip link set eth0 address 02:00:00:00:00:77
ip -n "$r" neigh replace 198.51.100.1 lladdr 02:00:00:00:00:77 dev isp2 nud reachable
pings "a neighbour that has moved" 3 3 0

# What the device does not take is counted
r tc qdisc add dev isp2 clsact || fail "no clsact"
r tc filter add dev isp2 egress matchall action drop || fail "no filter"
refused "the way out refuses" h2 ping -q -c 3 -i 0.01 -W 0.1 $SERVER4
is "$(counter "$r" drop_egress)" 3 "drop_egress"
since "the way out refuses" 0 0
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "by the wrong provider"
