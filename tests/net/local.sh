#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The router's own packets can have two stages
#
# The gateway of tests/gateway.sh. A rule leads the router's own packets to nvi0. SNAT makes their
# source an address of provider 2, and stage 2 routes by it. They came in by no interface, so stage
# 2's input interface is nvi0. The rule precedes the `from` rules: a RST for a closed connection
# already has its source address, and would match those.
. "$(dirname "$0")/../lib.sh"
need socat

# seen: the packets sent to nvi0 and received from it
seen() { link_stats "$r" nvi0 tx_packets rx_packets; }

gateway_nets
two_stages
snat "meta nfproto ipv4 snat ip to 198.51.100.2" "meta nfproto ipv6 snat ip6 to 2001:db8:2::2"
# Stage 2 is routed by translated address *and* ingress: no other rule leads to table 102
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
	is "$(ask "$r" $p $SERVER4)" 198.51.100.2 "$p of the router source at the server"
	is "$(ask "$r" $p $SERVER6)" 2001:db8:2::2 "$p of the router, IPv6, source at the server"
done
is "$(passed "$p1" out)" 0 "packets through provider 1"

# Counted exactly
out=$(passed "$p2" out)
in=$(passed "$p2" in)
read -r tx rx <<<"$(seen)"
is "$tx" "$rx" "packets sent and received by nvi0"
works "ping" r ping -q -m 119 -c 5 -i 0.01 $SERVER4
works "ping, IPv6" r ping -q -m 119 -c 4 -i 0.01 $SERVER6
is "$(seen)" "$((tx + 9)) $((rx + 9))" "packets sent, received by nvi0"
is $(($(passed "$p2" out) - out)) 9 "packets through provider 2"
is $(($(passed "$p2" in) - in)) 9 "answers through provider 2"

# Other packets of the router are routed directly
works "other ping" r ping -q -c 2 -i 0.01 $SERVER4
is "$(seen)" "$((tx + 9)) $((rx + 9))" "packets sent, received by nvi0"
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "2 0 0" \
	"packets through provider 1, with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
