#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A change of the configuration that affects stage 2's route takes effect with the next packet
#
# The gateway of tests/gateway.sh. h2 pings without pause. Each thing that stage 2's route depends
# on is changed so that packets move from provider 2 to provider 1, and changed back. The 5
# packets after each change must all take the new route. Both providers carry h2's public address.
# shellcheck disable=SC2034,SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../changes.sh"

SERVER=$SERVER4 PUBLIC=198.51.100.2
gateway
both_carry
h2 ping -q -c 1 $SERVER4 >/dev/null
goes 2 "initially"
goes 2 "a second time"

turns "a route replaced" "rt route replace default via 192.0.2.1 table 102" \
	"rt route replace default via 198.51.100.1 table 102"
turns "an IPv6 next hop of an IPv4 route" "rt -4 route replace default via inet6 2001:db8:1::1 dev isp1 table 102" \
	"rt route replace default via 198.51.100.1 table 102"
turns "a more exact route" "rt route add $SERVER4 via 192.0.2.1 table 102" \
	"rt route del $SERVER4 table 102"
turns "a rule" "rt rule add pref 900 from $PUBLIC lookup 101" "rt rule del pref 900"
turns "a rule by destination" "rt rule add pref 900 from $PUBLIC to $SERVER4 lookup 101" \
	"rt rule del pref 900"
turns "a rule by ports" "rt rule add pref 900 from $PUBLIC ipproto icmp lookup 101" \
	"rt rule del pref 900"
turns "the device's mark" \
	"rt rule add pref 900 fwmark 7 lookup 101; rt link set nvi0 type nvi mark 7" \
	"rt link set nvi0 type nvi mark off; rt rule del pref 900"
turns_by_nftables
turns_by_name
turns "a nexthop object" \
	"rt nexthop add id 7 via 198.51.100.1 dev isp2; rt route replace default nhid 7 table 102; goes 2 'by a nexthop object'; rt nexthop replace id 7 via 192.0.2.1 dev isp1" \
	"rt nexthop replace id 7 via 198.51.100.1 dev isp2"
rt route replace default via 198.51.100.1 table 102
rt nexthop del id 7
rt route add default via 192.0.2.1 table 102 metric 500
turns "a route of lower preference, when the device goes down" \
	"ip -n $s route add $PUBLIC via 10.9.1.1; rt link set isp2 down" \
	"ip -n $s route del $PUBLIC; rt link set isp2 up; rt route replace default via 198.51.100.1 table 102; wait_for 5 r ping -q -c 1 -W 1 198.51.100.1"
turns "the DSCP" "rt rule add pref 900 from $PUBLIC dsfield 0x10 lookup 101; h2 nft add table ip t; h2 nft add chain ip t o '{ type filter hook output priority 0; }'; h2 nft add rule ip t o ip dscp set 4" \
	"h2 nft delete table ip t"
rt rule del pref 900

# With its address added to the router, the destination is local; without it, forwarded again
before=$(counted)
rt addr add $SERVER4/32 dev lo
works "the router answers for its own address" h2 ping -q -c 3 -i 0.01 $SERVER4
rt addr del $SERVER4/32 dev lo
is "$(counted)" "$before" "packets through provider 1, 2: unchanged"
goes 2 "the address removed"

turns_under_traffic "a route" "rt route replace default via 192.0.2.1 table 102" \
	"rt route replace default via 198.51.100.1 table 102"
turns_under_traffic "a rule" "rt rule add pref 900 from $PUBLIC lookup 101" "rt rule del pref 900"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
