#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The gateway is one hop for traceroute, and two with `hops two`
#
# The gateway of tests/gateway.sh. Two stages decrement the TTL twice, and traceroute would show the
# router twice, the second time with a translated address. nvi0 increments it once; with `hops two`
# it does not.
. "$(dirname "$0")/../lib.sh"
need traceroute

# hops HOST ADDRESS: the hops that traceroute shows
hops()
{
	ip netns exec "$1" traceroute -n -q 1 -N 1 -z 0.1 -w 3 -m 8 "$2" |
		awk 'NR > 1 { printf "%s%s", s, $2; s = " " }'
}

# arrived WHAT TTL HOST ADDRESS: send 3 pings; all must arrive at s with that TTL or hop limit
arrived()
{
	expect_ttl "$2"
	ip netns exec "$3" ping -q -c 3 -i 0.01 "$4" >/dev/null || fail "ping $4"
	is "$(passed "$s" right) $(passed "$s" wrong)" "3 0" "$1 at the server with TTL $2, with another"
}

gateway
is "$(hops "$h2" $SERVER4)" "10.0.0.1 198.51.100.1 $SERVER4" "hops"
is "$(hops "$h2" $SERVER6)" "fd00:a::1 2001:db8:2::1 $SERVER6" "hops, IPv6"
is "$(hops "$h1" $SERVER4)" "10.0.0.1 192.0.2.1 $SERVER4" "hops through provider 1"

# h2 sends 64; the router and the provider take one each
arrived "pings" 62 "$h2" $SERVER4
arrived "pings, IPv6," 62 "$h2" $SERVER6

# The router's own packets: only the provider decrements
for f in -4 -6; do
	ip -n "$r" $f rule add pref 900 iif lo lookup 100
done
r nft add rule inet nat post oifname nvi0 fib saddr type local snat ip to 198.51.100.2
r nft add rule inet nat post oifname nvi0 meta nfproto ipv6 snat ip6 to 2001:db8:2::2
arrived "the router's pings" 63 "$r" $SERVER4
arrived "the router's pings, IPv6," 63 "$r" $SERVER6
is "$(snmp "$p2" IpExtInCsumErrors) $(snmp "$s" IpExtInCsumErrors)" "0 0" "wrong checksums at p2, at s"

works "hops two" ip -n "$r" link set nvi0 type nvi fast off hops two
is "$(hops "$h2" $SERVER4)" "10.0.0.1 198.51.100.2 198.51.100.1 $SERVER4" "hops"
is "$(hops "$h2" $SERVER6)" "fd00:a::1 2001:db8:2::2 2001:db8:2::1 $SERVER6" "hops, IPv6"
arrived "pings" 61 "$h2" $SERVER4
arrived "pings, IPv6," 61 "$h2" $SERVER6
is "$(drops "$r")" "drop_ttl=1" "drop counters above 0"
is "$(snmp "$p2" IpExtInCsumErrors) $(snmp "$s" IpExtInCsumErrors)" "0 0" "wrong checksums at p2, at s"
