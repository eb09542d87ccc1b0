#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A change of a fast-path connection's IPv4 route takes effect with the next packet
#
# The gateway of tests/gateway.sh, with the fast path. h2 talks to the server over UDP. Each thing
# that the route depends on is changed while the connection is on the fast path, so that packets
# move from provider 2 to provider 1, and changed back. The 5 datagrams after each change must all
# take the new route. Both providers carry h2's public address, and the server answers through the
# provider of the last request.
# shellcheck disable=SC2034,SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../changes.sh"
need talk conntrack

SERVER=$SERVER4 PUBLIC=198.51.100.2
gateway fast on
both_carry
fast_settled "$r"
over_udp
goes 2 "initially"

turns "a route replaced" "rt route replace default via 192.0.2.1 table 102" \
	"rt route replace default via 198.51.100.1 table 102"
turns "a more exact route" "rt route add $SERVER via 192.0.2.1 table 102" \
	"rt route del $SERVER table 102"
turns "a rule" "rt rule add pref 900 from $PUBLIC lookup 101" "rt rule del pref 900"
turns "a rule by ports" "rt rule add pref 900 from $PUBLIC ipproto udp dport $ECHO lookup 101" \
	"rt rule del pref 900"
turns "the device's mark" \
	"rt rule add pref 900 fwmark 7 lookup 101; rt link set nvi0 type nvi mark 7" \
	"rt link set nvi0 type nvi mark off; rt rule del pref 900"
turns "a nexthop object" \
	"rt nexthop add id 7 via 198.51.100.1 dev isp2; rt route replace default nhid 7 table 102; fresh; rt nexthop replace id 7 via 192.0.2.1 dev isp1" \
	"rt nexthop replace id 7 via 198.51.100.1 dev isp2"
rt route replace default via 198.51.100.1 table 102
rt nexthop del id 7
turns_by_name
rt route add default via 192.0.2.1 table 102 metric 500
turns "a route of lower preference, when the device goes down" "rt link set isp2 down" \
	"rt link set isp2 up; rt route replace default via 198.51.100.1 table 102; wait_for 5 r ping -q -c 1 -W 1 198.51.100.1"
rt route del default via 192.0.2.1 table 102 metric 500
turns_under_traffic "a route" "rt route replace default via 192.0.2.1 table 102" \
	"rt route replace default via 198.51.100.1 table 102"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
