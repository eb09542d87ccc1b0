#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A change of a fast-path connection's IPv6 route takes effect within a second
#
# As fast_changes.sh. A change of IPv6 routes or rules empties the fast path at most once a second;
# an event of a network device, or a change of nvi0, empties it at once.
# shellcheck disable=SC2034,SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../changes.sh"
need talk conntrack

SERVER=$SERVER6 PUBLIC=2001:db8:2::2
gateway fast on
rt() { ip -n "$r" -6 "$@"; }
both_carry
fast_settled "$r"
over_udp
goes 2 "initially"

turns "a route replaced" "rt route replace default via 2001:db8:1::1 table 102" \
	"rt route replace default via 2001:db8:2::1 table 102"
turns "a more exact route" "rt route add $SERVER via 2001:db8:1::1 table 102" \
	"rt route del $SERVER table 102"
turns "a route for a source" "rt route add $SERVER from $PUBLIC via 2001:db8:1::1 table 102" \
	"rt route del $SERVER from $PUBLIC table 102"
turns "a rule" "rt rule add pref 900 from $PUBLIC lookup 101" "rt rule del pref 900"
turns "a rule by ports" "rt rule add pref 900 from $PUBLIC ipproto udp dport $ECHO lookup 101" \
	"rt rule del pref 900"
turns "the device's mark" \
	"rt rule add pref 900 fwmark 7 lookup 101; rt link set nvi0 type nvi mark 7" \
	"rt link set nvi0 type nvi mark off; rt rule del pref 900"
turns "a nexthop object" \
	"rt nexthop add id 7 via 2001:db8:2::1 dev isp2; rt route replace default nhid 7 table 102; in_a_second 2; fresh; rt nexthop replace id 7 via 2001:db8:1::1 dev isp1" \
	"rt nexthop replace id 7 via 2001:db8:2::1 dev isp2"
rt route replace default via 2001:db8:2::1 table 102
rt nexthop del id 7
turns_by_name
rt route add default via 2001:db8:1::1 table 102 metric 2048
turns "a route of lower preference, when the device goes down" "rt link set isp2 down" \
	"rt link set isp2 up; addr $r isp2 2001:db8:2::2/64; rt route replace default via 2001:db8:2::1 table 102; wait_for 5 r ping -q -c 1 -W 1 2001:db8:2::1"
rt route del default via 2001:db8:1::1 table 102 metric 2048
turns_under_traffic "a route" "rt route replace default via 2001:db8:1::1 table 102" \
	"rt route replace default via 2001:db8:2::1 table 102"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
