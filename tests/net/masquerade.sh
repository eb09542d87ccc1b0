#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# masquerade translates to an address of nvi0
#
# The gateway of tests/gateway.sh. nvi0 has 198.51.100.9, which provider 2 routes to the router.
# `masquerade` uses an address of the output interface, which is nvi0 in stage 1. So all packets
# have one address, whichever provider stage 2 selects.
. "$(dirname "$0")/../lib.sh"
need socat

gateway_nets
two_stages
snat masquerade
addr "$r" nvi0 198.51.100.9/32 2001:db8:2::9/128
ip -n "$p2" route add 198.51.100.9 via 198.51.100.2
ip -n "$p2" route add 2001:db8:2::9 via 2001:db8:2::2

whoami "$s" tcp udp
for p in tcp udp; do
	is "$(ask "$h1" $p $SERVER4)" 198.51.100.9 "$p of h1 source at the server"
	is "$(ask "$h2" $p $SERVER4)" 198.51.100.9 "$p of h2 source at the server"
	is "$(ask "$h1" $p $SERVER6)" 2001:db8:2::9 "$p of h1, IPv6, source at the server"
done

out=$(passed "$p2" out)
in=$(passed "$p2" in)
works "h1 pings" h1 ping -q -c 5 -i 0.01 $SERVER4
works "h1 pings, IPv6" h1 ping -q -c 5 -i 0.01 $SERVER6
is $(($(passed "$p2" out) - out)) 10 "packets through provider 2"
is $(($(passed "$p2" in) - in)) 10 "answers through provider 2"
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" \
	"packets through provider 1, with a wrong source at provider 1, 2"

# nvi0's address itself answers pings
works "s pings nvi0" s ping -q -c 3 -i 0.01 198.51.100.9
works "s pings nvi0, IPv6" s ping -q -c 3 -i 0.01 2001:db8:2::9
is "$(drops "$r")" "" "drop counters above 0"
