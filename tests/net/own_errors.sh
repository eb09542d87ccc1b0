#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The router's own ICMP error does not take the ingress of the connection's record
#
# The gateway of tests/gateway.sh, with a mark and a rule that send the router's own ICMP errors to
# nvi0. An error about h1's packet belongs to h1's connection. For that direction, the record's
# ingress is isp1, where the answers come in. But the error did not come in by isp1; stage 2's input
# interface must be nvi0.
. "$(dirname "$0")/../lib.sh"

gateway
r nft -f - <<-EOT
	table ip own {
		chain out {
			type route hook output priority mangle
			icmp type time-exceeded meta mark set 5
		}
	}
EOT
ip -n "$r" rule add pref 40 iif lo fwmark 5 lookup 100
ip -n "$r" rule add pref 45 iif nvi0 lookup main

# -e: one connection, first with an answer, then with an error
works "h1 pings, the record gets isp1" h1 ping -q -e 77 -c 1 -W 2 $SERVER4
is "$(r conntrack -L -p icmp 2>/dev/null | grep -c 'id=77')" 1 "connections of the ping"
said=$(h1 ping -n -e 77 -t 1 -c 1 -W 2 $SERVER4)
[[ $said == *"From 10.0.0.1"*"Time to live exceeded"* ]] || fail "h1 gets no ICMP error: $said"
is "$(r conntrack -L -p icmp 2>/dev/null | grep -c 'id=77')" 1 "connections of the ping"
is "$(link_stats "$r" nvi0 rx_packets)" 1 "packets received by nvi0"
is "$(stage2 "$r" 4)" 2 "packets in stage 2"
is "$(drops "$r")" "" "drop counters above 0"
