#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An ICMP error of the router's own does not come in by somebody's interface
#
# The gateway of tests/gateway.sh, with a mark and a rule that send the router's
# own ICMP errors to nvi0. Its error about h1's packet belongs to h1's connection,
# whose record knows an ingress for that direction: isp1, where the answers come
# in. But this packet has not come in by isp1; stage 2 must see it from nvi0.
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

# -e: the same connection, once with an answer, once with an error
works "h1 pings, the record knows isp1" h1 ping -q -e 77 -c 1 -W 2 $SERVER4
is "$(r conntrack -L -p icmp 2>/dev/null | grep -c 'id=77')" 1 "connections"
said=$(h1 ping -n -e 77 -t 1 -c 1 -W 2 $SERVER4)
[[ $said == *"From 10.0.0.1"*"Time to live exceeded"* ]] || fail "h1 is not told: $said"
is "$(r conntrack -L -p icmp 2>/dev/null | grep -c 'id=77')" 1 "connections"
is "$(link_stats "$r" nvi0 rx_packets)" 1 "came in by nvi0"
is "$(stage2 "$r" 4)" 2 "in stage 2"
is "$(drops "$r")" "" "drops"
