#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: answers to many unknown sources do not fill the neighbour table
#
# tests/reflection.sh. A server on the router listens at 192.0.2.2. SYNs from 20,000 different
# sources arrive through provider 1, over IPv4 and IPv6. The answers are routed to back0 without a
# gateway, so each would need a neighbour entry, in a table with room for 1,024. (SYN cookies answer
# every SYN.) Provider 1 counts the answers. The table must not overflow, and the LAN's hosts must
# stay in it.
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
is "$(passed "$p1" four),$(passed "$p1" six)" $MANY,$MANY "answers at provider 1, IPv4 and IPv6"
is "$(counter "$r" reflect_ipv4 back0),$(counter "$r" reflect_ipv6 back0)" $MANY,$MANY "packets reflected, IPv4 and IPv6"
one_neighbour back0
is "$(table_stats)" "$before" "forced collections and overflows of the neighbour tables"
is "$(lan_neighbours)" "10.0.0.20 fd00:a::20" "neighbour entries of h2"
is "$(unreflected)$(drops "$r" back0)" "" "unreflected and drop counters above 0"
