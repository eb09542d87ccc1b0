#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A change of the configuration that affects stage 2's IPv6 route takes effect with the next packet
#
# The gateway of tests/gateway.sh. As changes.sh, with the parts of route lookup that IPv6
# implements separately. Both providers carry h2's public address.
# shellcheck disable=SC2034,SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../changes.sh"

SERVER=$SERVER6 PUBLIC=2001:db8:2::2
gateway
rt() { ip -n "$r" -6 "$@"; }
both_carry
h2 ping -q -c 1 $SERVER >/dev/null
goes 2 "initially"
goes 2 "a second time"

turns "a route replaced" "rt route replace default via 2001:db8:1::1 table 102" \
	"rt route replace default via 2001:db8:2::1 table 102"
turns "a more exact route" "rt route add $SERVER via 2001:db8:1::1 table 102" \
	"rt route del $SERVER table 102"
turns "a route for a source" "rt route add $SERVER from $PUBLIC via 2001:db8:1::1 table 102" \
	"rt route del $SERVER from $PUBLIC table 102"
rt route add default via 2001:db8:1::1 table 102 metric 2048
turns "a route deleted" "rt route del default via 2001:db8:2::1 table 102" \
	"rt route add default via 2001:db8:2::1 table 102"
rt route del default via 2001:db8:1::1 table 102 metric 2048
turns "a rule" "rt rule add pref 900 from $PUBLIC lookup 101" "rt rule del pref 900"
turns "a rule by destination" "rt rule add pref 900 from $PUBLIC to $SERVER lookup 101" \
	"rt rule del pref 900"
turns "a rule by ports" "rt rule add pref 900 from $PUBLIC ipproto ipv6-icmp lookup 101" \
	"rt rule del pref 900"
turns "the device's mark" \
	"rt rule add pref 900 fwmark 7 lookup 101; rt link set nvi0 type nvi mark 7" \
	"rt link set nvi0 type nvi mark off; rt rule del pref 900"

# Table 103 is consulted first. A throw route continues the lookup; a suppressed route is skipped.
rt route add default via 2001:db8:1::1 table 103
rt route add throw $SERVER table 103
rt rule add pref 900 from $PUBLIC lookup 103
goes 2 "with a throw route"
turns "a throw deleted" "rt route del throw $SERVER table 103" "rt route add throw $SERVER table 103"
rt rule del pref 900
rt rule add pref 900 from $PUBLIC lookup 103 suppress_prefixlength 64
rt route del throw $SERVER table 103
goes 2 "with a suppressed route"
turns "a route that is not suppressed" "rt route add $SERVER via 2001:db8:1::1 table 103" \
	"rt route del $SERVER table 103"
rt rule del pref 900
rt route flush table 103

turns_by_nftables
turns_by_name
turns "a nexthop object" \
	"rt nexthop add id 7 via 2001:db8:2::1 dev isp2; rt route replace default nhid 7 table 102; goes 2 'by a nexthop object'; rt nexthop replace id 7 via 2001:db8:1::1 dev isp1" \
	"rt nexthop replace id 7 via 2001:db8:2::1 dev isp2"
rt route replace default via 2001:db8:2::1 table 102
rt nexthop del id 7
turns "the DSCP" "rt rule add pref 900 from $PUBLIC dsfield 0x10 lookup 101; h2 nft add table ip6 t; h2 nft add chain ip6 t o '{ type filter hook output priority 0; }'; h2 nft add rule ip6 t o ip6 dscp set 4" \
	"h2 nft delete table ip6 t"
rt rule del pref 900

# Provider 2's link loses its carrier; ignore_routes_with_linkdown then excludes its routes
r sysctl -qw net.ipv6.conf.isp2.ignore_routes_with_linkdown=1
rt route add default via 2001:db8:1::1 table 102 metric 2048
carrier() { [[ $(r cat /sys/class/net/isp2/carrier) == "$1" ]]; }
linkdown() { rt route show table 102 | grep -q linkdown; }
# (taking down provider 2's device removes its address and routes)
turns "a carrier lost" "ip -n $p2 link set eth0 down; wait_for 10 carrier 0; wait_for 10 linkdown; ip -n $s route add $PUBLIC via fd00:9:1::1" \
	"ip -n $s route del $PUBLIC; ip -n $p2 link set eth0 up; addr $p2 eth0 2001:db8:2::1/64; wait_for 10 carrier 1; wait_for 5 r ping -q -c 1 -W 1 2001:db8:2::1"
turns "the device goes down" "ip -n $s route add $PUBLIC via fd00:9:1::1; rt link set isp2 down" \
	"ip -n $s route del $PUBLIC; rt link set isp2 up; addr $r isp2 2001:db8:2::2/64; rt route replace default via 2001:db8:2::1 table 102; wait_for 5 r ping -q -c 1 -W 1 2001:db8:2::1"
rt route del default via 2001:db8:1::1 table 102 metric 2048

# With its address added to the router, the destination is local; without it, forwarded again
before=$(counted)
rt addr add $SERVER/128 dev lo nodad
works "the router answers for its own address" h2 ping -q -c 3 -i 0.01 $SERVER
rt addr del $SERVER/128 dev lo
is "$(counted)" "$before" "packets through provider 1, 2: unchanged"
goes 2 "the address removed"

turns_under_traffic "a route" "rt route replace default via 2001:db8:1::1 table 102" \
	"rt route replace default via 2001:db8:2::1 table 102"
turns_under_traffic "a rule" "rt rule add pref 900 from $PUBLIC lookup 101" "rt rule del pref 900"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
