#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a server behind the router answers through the provider of the request
#
# tests/reflection.sh. Both public addresses are translated to h2. Its answers come in by lan, are
# routed to back0, get their public source address there, and leave through the provider that the
# connection came through. Connections of h2 itself are no replies: their packets have a second
# stage, and a rule matches the device's mark.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need socat

reflection mark 0x200/0xff00
r nft -f - <<-EOT || fail "nftables"
	table inet inside {
		chain pre {
			type nat hook prerouting priority dstnat
			iifname { isp1, isp2 } meta nfproto ipv4 dnat ip to 10.0.0.20
			iifname { isp1, isp2 } meta nfproto ipv6 meta l4proto { tcp, udp } dnat ip6 to fd00:a::20
		}
		chain post {
			type nat hook postrouting priority srcnat
			oifname back0 ip saddr 10.0.0.20 snat ip to 198.51.100.2
		}
	}
EOT
whoami "$h2" tcp
for via in 1 2; do
	ask_by $via
	pings_back $via 192.0.2.2
	for a in $PUBLIC4 $PUBLIC6; do
		only_by $via "tcp to $a through provider $via" ask "$s" tcp "$a"
	done
done
is "$(unreflected)$(drops "$r" back0)" "" "unreflected and drop counters above 0"

# The TTL decrements as without NVI: h2 sends 64, the router and the provider take one each
ttl=$(s ping -c 1 198.51.100.2 | sed -n 's/.* ttl=\([0-9]*\) .*/\1/p')
is "$ttl" 62 "TTL of a reply"

# Connections of h2 itself
batch "$r" -4 <<-EOT
	route add default via 198.51.100.1 table 102
	rule add pref 900 fwmark 0x200/0xff00 lookup 102
EOT
re=$(counter "$r" reflect_ipv4 back0)
ask_by 2
replies "pings of h2" h2 ping -q -c 3 -i 0.01 $SERVER4
is "$by" "0 3" "pings of h2 through provider 1, 2"
is "$(unreflected)" "original=3" "unreflected counters above 0"
is "$(counter "$r" reinject_ipv4 back0)" 3 "packets in stage 2"
is "$(counter "$r" reflect_ipv4 back0)" "$re" "packets reflected: unchanged"
is "$(drops "$r" back0)" "" "drop counters above 0"
