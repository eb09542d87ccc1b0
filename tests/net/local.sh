#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The router's own packets have two stages as well
#
# The gateway of tests/gateway.sh. A rule leads what the router itself sends to
# nvi0. SNAT gives it an address of provider 2, and stage 2 routes by that: the
# packets come in by nvi0, for they came in by no other interface. The rule stands
# in front of the `from` rules: what answers for a closed connection has its source
# already, and would else follow that.
. "$(dirname "$0")/../lib.sh"
need socat

# seen: what nvi0 took, and what came in by it
seen() { link_stats "$r" nvi0 tx_packets rx_packets; }

gateway_nets
two_stages
snat "meta nfproto ipv4 snat ip to 198.51.100.2" "meta nfproto ipv6 snat ip6 to 2001:db8:2::2"
# Stage 2 by translated address *and* ingress: nothing else leads to table 102
ip -n "$r" rule del pref 1002
ip -n "$r" -6 rule del pref 1002
ip -n "$r" rule add pref 1002 iif nvi0 from 198.51.100.2 lookup 102
ip -n "$r" -6 rule add pref 1002 iif nvi0 from 2001:db8:2::2 lookup 102
for f in -4 -6; do
	ip -n "$r" $f rule add pref 900 iif lo ipproto tcp lookup 100
	ip -n "$r" $f rule add pref 900 iif lo ipproto udp lookup 100
	ip -n "$r" $f rule add pref 900 iif lo fwmark 119 lookup 100
done

whoami "$s" tcp udp
for p in tcp udp; do
	is "$(ask "$r" $p $SERVER4)" 198.51.100.2 "$p of the router is seen as"
	is "$(ask "$r" $p $SERVER6)" 2001:db8:2::2 "$p of the router, IPv6, is seen as"
done
is "$(passed "$p1" out)" 0 "left by provider 1"

# To the packet
out=$(passed "$p2" out)
in=$(passed "$p2" in)
read -r tx rx <<<"$(seen)"
is "$tx" "$rx" "what crossed nvi0 came in by nvi0"
works "ping" r ping -q -m 119 -c 5 -i 0.01 $SERVER4
works "ping, IPv6" r ping -q -m 119 -c 4 -i 0.01 $SERVER6
is "$(seen)" "$((tx + 9)) $((rx + 9))" "crossed nvi0, came in by it"
is $(($(passed "$p2" out) - out)) 9 "left by provider 2"
is $(($(passed "$p2" in) - in)) 9 "answers by provider 2"

# What the rule does not name goes straight out
works "other ping" r ping -q -c 2 -i 0.01 $SERVER4
is "$(seen)" "$((tx + 9)) $((rx + 9))" "crossed nvi0, came in by it"
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "2 0 0" \
	"by provider 1, wrong at either"
is "$(drops "$r")" "" "drops"
