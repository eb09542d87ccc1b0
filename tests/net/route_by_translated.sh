#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A packet leaves through the provider whose address it was translated to
#
# The gateway of tests/gateway.sh. With its private source, every packet of the LAN would take the
# default route, isp1. h2 is translated to an address of provider 2 and must leave by isp2, with
# every protocol. Packets are counted exactly.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need socat

gateway
whoami "$s" tcp udp
for p in tcp udp; do
	is "$(ask "$h1" $p $SERVER4)" 192.0.2.2 "$p of h1 source at the server"
	is "$(ask "$h2" $p $SERVER4)" 198.51.100.2 "$p of h2 source at the server"
	is "$(ask "$h1" $p $SERVER6)" 2001:db8:1::2 "$p of h1, IPv6, source at the server"
	is "$(ask "$h2" $p $SERVER6)" 2001:db8:2::2 "$p of h2, IPv6, source at the server"
done

# Packets through each provider, counted exactly: 10 pings through one, 7 through the other
out1=$(passed "$p1" out)
out2=$(passed "$p2" out)
in2=$(passed "$p2" in)
re4=$(stage2 "$r" 4)
re6=$(stage2 "$r" 6)
works "h1 pings" h1 ping -q -c 10 -i 0.01 $SERVER4
works "h2 pings" h2 ping -q -c 7 -i 0.01 $SERVER4
works "h2 pings, IPv6" h2 ping -q -c 5 -i 0.01 $SERVER6
is $(($(passed "$p1" out) - out1)) 10 "packets through provider 1"
is $(($(passed "$p2" out) - out2)) 12 "packets through provider 2"
is $(($(passed "$p2" in) - in2)) 12 "answers through provider 2"
is $(($(stage2 "$r" 4) - re4)) 17 "packets re-injected, IPv4"
is $(($(stage2 "$r" 6) - re6)) 5 "packets re-injected, IPv6"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"

# The counters of ip -s link and of ethtool agree
stats=$(r ip -j -s link show nvi0 | jq -c '.[0].stats64 | [.tx.packets + .rx.packets, .tx.dropped, .tx.errors]')
is "$stats" "[$(($(stage2 "$r" 4) + $(stage2 "$r" 6) + $(fast_packets))),0,0]" "ip -s link: sent plus received, dropped, errors"
fast || is "$(link_stats "$r" nvi0 rx_packets)" 0 "nvi0: packets received without the fast path"
