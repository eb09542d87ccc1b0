#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two nvi devices work side by side; stage 2 of one routed to the other is a loop
#
# The gateway of tests/gateway.sh. h1's packets are routed to nvi0, h2's to nvi1, each with its own
# NAT and counters. Stage 2 of one device routed to the other would be a third stage: the first
# device drops the packet and counts drop_loop.
. "$(dirname "$0")/../lib.sh"
need socat

# seen DEVICE: "packets re-injected of IPv4, of IPv6"
seen() { echo "$(stage2 "$r" 4 "$1") $(stage2 "$r" 6 "$1")"; }

gateway_nets
two_stages
nvi_device nvi1
ip -n "$r" link set nvi1 up || fail "nvi1"
for f in -4 -6; do
	ip -n "$r" $f route add default dev nvi1 table 110
done
ip -n "$r" rule add pref 1050 iif lan from 10.0.0.20 lookup 110
ip -n "$r" -6 rule add pref 1050 iif lan from fd00:a::20 lookup 110
r nft -f - <<-EOT || fail "nftables"
	table inet nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname nvi0 meta nfproto ipv4 snat ip to 192.0.2.2
			oifname nvi0 meta nfproto ipv6 snat ip6 to 2001:db8:1::2
			oifname nvi1 meta nfproto ipv4 snat ip to 198.51.100.2
			oifname nvi1 meta nfproto ipv6 snat ip6 to 2001:db8:2::2
		}
	}
EOT

works "h1 pings" h1 ping -q -c 5 -i 0.01 $SERVER4
works "h1 pings, IPv6" h1 ping -q -c 4 -i 0.01 $SERVER6
works "h2 pings" h2 ping -q -c 7 -i 0.01 $SERVER4
works "h2 pings, IPv6" h2 ping -q -c 6 -i 0.01 $SERVER6
is "$(seen nvi0)" "5 4" "packets through nvi0, IPv4 and IPv6"
is "$(seen nvi1)" "7 6" "packets through nvi1, IPv4 and IPv6"
is "$(passed "$p1" out) $(passed "$p2" out)" "9 13" "packets through provider 1, 2"
whoami "$s" tcp
is "$(ask "$h1" tcp $SERVER4)" 192.0.2.2 "h1's source at the server"
is "$(ask "$h2" tcp $SERVER4)" 198.51.100.2 "h2's source at the server"
is "$(drops "$r" nvi0)$(drops "$r" nvi1)" "" "drop counters above 0"

# Stage 2 of nvi1 is routed to nvi0
out=$(passed "$p2" out)
ip -n "$r" route change default dev nvi0 table 102
ip -n "$r" -6 route change default dev nvi0 table 102
was=$(seen nvi0)
refused "h2 pings" h2 ping -q -c 3 -i 0.01 -W 1 $SERVER4
refused "h2 pings, IPv6" h2 ping -q -c 4 -i 0.01 -W 1 $SERVER6
is "$(counter "$r" drop_loop nvi1)" 7 "drop_loop of nvi1"
is "$(drops "$r" nvi1)" drop_loop=7 "drop counters of nvi1 above 0"
is "$(drops "$r" nvi0)" "" "drop counters of nvi0 above 0"
is "$(seen nvi0)" "$was" "packets through nvi0, IPv4 and IPv6: unchanged"
is $(($(passed "$p2" out) - out)) 0 "packets through provider 2"

# h1's packets are not affected, and each device can be deleted alone
works "h1 pings" h1 ping -q -c 3 -i 0.01 $SERVER4
ip -n "$r" link del nvi1 || fail "nvi1 cannot be deleted"
works "h1 pings without nvi1" h1 ping -q -c 3 -i 0.01 $SERVER4
