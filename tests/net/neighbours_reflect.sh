#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: strangers do not fill the table of neighbours
#
# tests/reflection.sh. A server of the router's own listens at 192.0.2.2. From provider 1
# come SYNs of 20,000 different sources, and again over IPv6. The answers are routed to
# back0 without a gateway, so each would have a neighbour of its own, in a table that has
# room for 1,024. (SYN cookies answer all, however many there are.) Provider 1 counts the
# answers. The table must not run full, and the LAN's hosts must stay in it.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
. "$(dirname "$0")/../neighbours.sh"
need syns

reflection
p1 nft -f - <<-EOT || fail "nftables"
	table inet many {
		counter four { }
		counter six { }
		chain pre {
			type filter hook prerouting priority raw
			ip daddr 198.18.0.0/15 tcp flags == syn|ack counter name four drop
			ip6 daddr 2001:db8:18::/64 tcp flags == syn|ack counter name six drop
		}
	}
EOT
r sysctl -qw net.ipv4.tcp_syncookies=2
whoami "$r" tcp
works "the router pings h2" r ping -q -c 1 -W 2 10.0.0.20
wait_for 10 r ping -q -c 1 -W 1 fd00:a::20
before=$(table_stats)
room_for_many
mac=$(r cat /sys/class/net/isp1/address)

works "SYNs" p1 syns eth0 "$mac" 198.18.0.1 192.0.2.2 $WHOAMI $MANY
wait_for 60 many "$p1" four
works "SYNs, IPv6" p1 syns eth0 "$mac" 2001:db8:18::1 2001:db8:1::2 $WHOAMI $MANY
wait_for 60 many "$p1" six
is "$(passed "$p1" four),$(passed "$p1" six)" $MANY,$MANY "answers, of IPv4 and IPv6"
is "$(counter "$r" reflect_ipv4 back0),$(counter "$r" reflect_ipv6 back0)" $MANY,$MANY "reflected"
one_neighbour back0
is "$(table_stats)" "$before" "forced clean-ups and overflows of the tables of IPv4, IPv6"
is "$(lan_neighbours)" "10.0.0.20 fd00:a::20" "h2 is still a neighbour"
is "$(unreflected)$(drops "$r" back0)" "" "not reflected, and dropped"
