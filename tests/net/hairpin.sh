#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Hairpin: an inside host reaches another inside host by the public address
#
# The gateway of tests/gateway.sh. h1 sends to a public address of the router. DNAT leads to h2, and
# SNAT makes the public address the source. Both directions cross nvi0, and enter and leave by lan.
# h2 sees the public address, so its answers return through the router. The router must send no ICMP
# redirect for an address that is not on the LAN.
. "$(dirname "$0")/../lib.sh"
need socat

gateway_nets
two_stages
# The kernel's default: redirects are sent
r sysctl -qw net.ipv4.conf.all.send_redirects=1 net.ipv4.conf.lan.send_redirects=1
# Inside to inside through nvi0; `from` excludes stage 2
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
	is "$(ask "$h1" $p 192.0.2.2)" 192.0.2.2 "$p of h1 source at the server"
	is "$(ask "$h1" $p 2001:db8:1::2)" 2001:db8:1::2 "$p of h1, IPv6, source at the server"
done

# Counted exactly: each direction crosses nvi0
re4=$(stage2 "$r" 4)
re6=$(stage2 "$r" 6)
works "h1 pings" h1 ping -q -c 5 -i 0.01 192.0.2.2
works "h1 pings, IPv6" h1 ping -q -c 5 -i 0.01 2001:db8:1::2
is $(($(stage2 "$r" 4) - re4)) 10 "packets through nvi0, both directions, IPv4"
is $(($(stage2 "$r" 6) - re6)) 10 "packets through nvi0, both directions, IPv6"
is "$(snmp "$r" IcmpOutRedirects) $(snmp "$r" Icmp6OutRedirects)" "0 0" "redirects sent, IPv4 and IPv6"
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" out)" "0 0 0" "packets through provider 1, with a wrong source, through provider 2"
is "$(drops "$r")" "" "drop counters above 0"
