#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Untracked packets cross nvi0 untranslated
#
# The gateway of tests/gateway.sh. h1's packets are untracked: they have no NAT and no record, so
# skb_iif tells their ingress. Only a mark, set where stage 2 begins, distinguishes the stages.
# Stage 2 does not restore their TTL: in a loop that nvi does not detect, the TTL must expire.
. "$(dirname "$0")/../lib.sh"
need socat

gateway
# Provider 2 and s have routes to h1's private address
ip -n "$p2" route add 10.0.0.10 via 198.51.100.2
ip -n "$p2" route add fd00:a::10 via 2001:db8:2::2
ip -n "$s" route add 10.0.0.10 via 10.9.2.1
ip -n "$s" route add fd00:a::10 via fd00:9:2::1
p2 nft -f - <<-EOT || fail "nftables"
	insert rule inet isp forward ip saddr 10.0.0.10 counter name out accept
	insert rule inet isp forward ip6 saddr fd00:a::10 counter name out accept
EOT
expect_ttl 61
r nft -f - <<-EOT || fail "nftables"
	table inet raw {
		counter stage1 { }
		counter stage2 { }
		chain pre {
			type filter hook prerouting priority raw
			iifname lan ct state untracked meta mark set 2 counter name stage2 accept
			iifname lan ip saddr 10.0.0.10 counter name stage1 notrack
			iifname lan ip6 saddr fd00:a::10 ip6 hoplimit 64 counter name stage1 notrack
		}
	}
EOT
for f in -4 -6; do
	ip -n "$r" $f rule add pref 1003 iif lan fwmark 2 lookup 102
done

works "ping" h1 ping -q -c 5 -i 0.01 $SERVER4
works "ping, IPv6" h1 ping -q -c 5 -i 0.01 $SERVER6
is "$(passed "$r" stage1) $(passed "$r" stage2)" "10 10" "packets by lan in stage 1, in stage 2"
is "$(stage2 "$r" 4) $(stage2 "$r" 6)" "5 5" "packets through nvi0, IPv4 and IPv6"
is "$(passed "$p1" out) $(passed "$p2" out)" "0 10" "packets through provider 1, 2"
is "$(passed "$s" right) $(passed "$s" wrong)" "10 0" "packets at the server with TTL 61, with another"

whoami "$s" udp
is "$(ask "$h1" udp $SERVER4)" 10.0.0.10 "udp of h1 source at the server"
is "$(ask "$h1" udp $SERVER6)" fd00:a::10 "udp of h1, IPv6, source at the server"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
