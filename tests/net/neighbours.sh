#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# 20,000 destinations through an nvi device need one neighbour entry for each family
#
# The gateway of tests/gateway.sh, whose routes to nvi0 have no gateway. The kernel has one
# neighbour table for all interfaces and namespaces, with room for 1,024 entries. h1 sends a
# datagram to each of 20,000 addresses, over IPv4 and IPv6. Provider 1 counts and drops them. The
# table must not overflow, and the LAN's hosts must stay in it.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../neighbours.sh"
modprobe -q pktgen || skip "this kernel has no pktgen"

# walk SETTING...: send packets from h1, each to another destination
walk() { pktgen "$h1" eth0 "count $MANY" "dst_mac $mac" "$@"; }

gateway
mac=$(r cat /sys/class/net/lan/address)
p1 nft -f - <<-EOT || fail "nftables"
	table inet many {
		counter four { }
		counter six { }
		chain pre {
			type filter hook prerouting priority raw
			udp dport 9 ip daddr 198.18.0.0/15 counter name four drop
			udp dport 9 ip6 daddr 2001:db8:18::/64 counter name six drop
		}
	}
EOT
# (resolve all neighbours on the path first: few packets may wait for one)
for a in $SERVER4 $SERVER6; do
	wait_for 10 h1 ping -q -c 1 -W 1 $a
	wait_for 10 h2 ping -q -c 1 -W 1 $a
done
before=$(table_stats) four=$(stage2 "$r" 4) six=$(stage2 "$r" 6)
room_for_many

walk "pkt_size 60" "src_min 10.0.0.10" "src_max 10.0.0.10" "dst_min 198.18.0.1" "dst_max 198.18.78.32"
wait_for 60 many "$p1" four
walk "pkt_size 80" "src6 fd00:a::10" "dst6 2001:db8:18::1" "dst6_min 2001:db8:18::1" "dst6_max 2001:db8:18::4e20"
wait_for 60 many "$p1" six
is "$(passed "$p1" four),$(passed "$p1" six)" $MANY,$MANY "packets at provider 1, IPv4 and IPv6"
is $(($(stage2 "$r" 4) - four)),$(($(stage2 "$r" 6) - six)) $MANY,$MANY "packets in stage 2, IPv4 and IPv6"
one_neighbour nvi0
is "$(table_stats)" "$before" "forced collections and overflows of the neighbour tables"
is "$(lan_neighbours)" "10.0.0.20 fd00:a::20" "neighbour entries of h2"
is "$(drops "$r")" "" "drop counters above 0"
