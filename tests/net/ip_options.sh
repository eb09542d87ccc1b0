#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A stage-2 packet with IPv4 options takes the kernel's own input routing
#
# The gateway of tests/gateway.sh. Only ip_forward(), which is not exported, can fill in a recorded
# route or time stamp. So a packet with options takes the kernel's route lookup in stage 2,
# including source validation. With a local source it is a martian, dropped and counted. With
# accept_local on the LAN's interface it passes, and both stages fill in the option.
. "$(dirname "$0")/../lib.sh"

gateway
refused "h2 pings with record route" h2 ping -q -R -c 3 -i 0.01 -W 0.2 $SERVER4
is "$(drops "$r")" drop_martian=3 "drop counters above 0"
is "$(counter "$r" stock_route)" 3 "packets routed by the kernel's own lookup"

r sysctl -qw net.ipv4.conf.lan.accept_local=1 net.ipv4.conf.lan.rp_filter=0
said=$(h2 ping -n -R -c 1 -W 1 $SERVER4) || fail "h2 pings with record route: $said"
echo "$said"
[[ $said == *198.51.100.2* ]] || fail "the router is not in the recorded route"
is "$(passed "$p2" out)" 1 "packets through provider 2"
is "$(counter "$r" stock_route)" 4 "packets routed by the kernel's own lookup"

# Packets without options do not take that path
works "h2 pings" h2 ping -q -c 3 -i 0.01 $SERVER4
is "$(counter "$r" stock_route)" 4 "packets routed by the kernel's own lookup"
