#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# IPv4 options: the kernel's own input routing decides stage 2
#
# The gateway of tests/gateway.sh. ip_forward() is not exported, and only it can
# record a route or a time stamp. So a packet with options takes the kernel's way
# in stage 2, source validation included: with a local source it is a martian,
# dropped and counted; where the administrator has opened the LAN (accept_local),
# it passes, and the option is filled in by both stages.
. "$(dirname "$0")/../lib.sh"

gateway
refused "h2 pings with record route" h2 ping -q -R -c 3 -i 0.01 -W 0.2 $SERVER4
is "$(drops "$r")" drop_martian=3 "drops"
is "$(counter "$r" stock_route)" 3 "decided by the kernel's own routing"

r sysctl -qw net.ipv4.conf.lan.accept_local=1 net.ipv4.conf.lan.rp_filter=0
said=$(h2 ping -n -R -c 1 -W 1 $SERVER4) || fail "h2 pings with record route: $said"
echo "$said"
[[ $said == *198.51.100.2* ]] || fail "the router is not in the recorded route"
is "$(passed "$p2" out)" 1 "out by provider 2"
is "$(counter "$r" stock_route)" 4 "decided by the kernel's own routing"

# without options nothing has changed
works "h2 pings" h2 ping -q -c 3 -i 0.01 $SERVER4
is "$(counter "$r" stock_route)" 4 "decided by the kernel's own routing"
