#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Inside to inside by the public address
#
# The gateway of tests/gateway.sh. h1 asks a public address of the router, DNAT
# leads it back to h2, SNAT gives it the public address as its source; both
# directions cross nvi0 and come in and go out by lan. h2 sees the public
# address, so its answers come back through the router. Nobody may be told of
# a better way (ICMP redirect) to an address that was never on the LAN.
. "$(dirname "$0")/../lib.sh"
need socat

gateway_nets
two_stages
# As a router is by default: it would send redirects
r sysctl -qw net.ipv4.conf.all.send_redirects=1 net.ipv4.conf.lan.send_redirects=1
# What is inside and goes inside by nvi0; `from` keeps stage 2 out of it
ip -n "$r" rule add pref 40 iif lan from 10.0.0.0/24 to 10.0.0.0/24 lookup 100
ip -n "$r" -6 rule add pref 40 iif lan from fd00:a::/64 to fd00:a::/64 lookup 100
snat "ip saddr 10.0.0.0/24 snat ip to 192.0.2.2" \
	"ip6 saddr fd00:a::/64 snat ip6 to 2001:db8:1::2"
r nft -f - <<-EOT || fail "nftables"
	table inet nat {
		chain pre {
			type nat hook prerouting priority dstnat
			ip daddr 192.0.2.2 dnat ip to 10.0.0.20
			ip6 daddr 2001:db8:1::2 dnat ip6 to fd00:a::20
		}
	}
EOT

BIND4=10.0.0.20 BIND6=fd00:a::20 whoami "$h2" tcp udp
for p in tcp udp; do
	is "$(ask "$h1" $p 192.0.2.2)" 192.0.2.2 "$p of h1 is seen as"
	is "$(ask "$h1" $p 2001:db8:1::2)" 2001:db8:1::2 "$p of h1, IPv6, is seen as"
done

# To the packet: each way crosses nvi0
re4=$(stage2 "$r" 4)
re6=$(stage2 "$r" 6)
works "h1 pings" h1 ping -q -c 5 -i 0.01 192.0.2.2
works "h1 pings, IPv6" h1 ping -q -c 5 -i 0.01 2001:db8:1::2
is $(($(stage2 "$r" 4) - re4)) 10 "both ways through nvi0, IPv4"
is $(($(stage2 "$r" 6) - re6)) 10 "both ways through nvi0, IPv6"
is "$(snmp "$r" IcmpOutRedirects) $(snmp "$r" Icmp6OutRedirects)" "0 0" "redirects sent, IPv4 and IPv6"
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" out)" "0 0 0" "went outside"
is "$(drops "$r")" "" "drops"
