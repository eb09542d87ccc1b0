#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Two nvi devices: side by side, but not in a row
#
# The gateway of tests/gateway.sh. h1's packets go to nvi0, h2's to nvi1, each
# with NAT and counters of its own. When stage 2 of one leads to the other,
# that would be a third stage: a loop, which the first device drops and counts.
. "$(dirname "$0")/../lib.sh"
need socat

# seen DEVICE: "re-injected IPv4, IPv6"
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
is "$(seen nvi0)" "5 4" "through nvi0, IPv4 and IPv6"
is "$(seen nvi1)" "7 6" "through nvi1, IPv4 and IPv6"
is "$(passed "$p1" out) $(passed "$p2" out)" "9 13" "left by provider 1, by 2"
whoami "$s" tcp
is "$(ask "$h1" tcp $SERVER4)" 192.0.2.2 "h1 is seen as"
is "$(ask "$h2" tcp $SERVER4)" 198.51.100.2 "h2 is seen as"
is "$(drops "$r" nvi0)$(drops "$r" nvi1)" "" "drops"

# In a row: stage 2 of nvi1 is led to nvi0
out=$(passed "$p2" out)
ip -n "$r" route change default dev nvi0 table 102
ip -n "$r" -6 route change default dev nvi0 table 102
was=$(seen nvi0)
refused "h2 pings" h2 ping -q -c 3 -i 0.01 -W 1 $SERVER4
refused "h2 pings, IPv6" h2 ping -q -c 4 -i 0.01 -W 1 $SERVER6
is "$(counter "$r" drop_loop nvi1)" 7 "loops on nvi1"
is "$(drops "$r" nvi1)" drop_loop=7 "drops on nvi1"
is "$(drops "$r" nvi0)" "" "drops on nvi0"
is "$(seen nvi0)" "$was" "through nvi0, IPv4 and IPv6"
is $(($(passed "$p2" out) - out)) 0 "left by provider 2"

# The others are not troubled, and each device goes alone
works "h1 pings" h1 ping -q -c 3 -i 0.01 $SERVER4
ip -n "$r" link del nvi1 || fail "nvi1 cannot be deleted"
works "h1 pings without nvi1" h1 ping -q -c 3 -i 0.01 $SERVER4
