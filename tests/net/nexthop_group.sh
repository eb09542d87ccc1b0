#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A change of a nexthop group with one member takes effect in stage 2 with the next packet
#
# The gateway of tests/gateway.sh. Table 102 leads to a nexthop group with one member, provider 2.
# The group's member changes to provider 1, and back; then the member object itself changes.
# Provider 1 counts h2's packets as bogus, since their source is an address of provider 2.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

# by PROVIDER SERVER WHAT: h2 sends three pings, and all leave through PROVIDER
by()
{
	local one two

	one=$(passed "$p1" bogus) two=$(passed "$p2" out)
	h2 ping -q -c 3 -i 0.01 -W 0.2 "$2" >/dev/null
	is "$(($(passed "$p1" bogus) - one)),$(($(passed "$p2" out) - two))" \
		"$([[ $1 == 1 ]] && echo 3,0 || echo 0,3)" "$3: packets through provider 1, 2"
}

# change FAMILY PREFIX SERVER GATEWAY1 GATEWAY2: change the group; its ids are PREFIX1, ...
change()
{
	local id=$2

	batch "$r" <<-EOT
		nexthop add id ${id}1 via $4 dev isp1
		nexthop add id ${id}2 via $5 dev isp2
		nexthop add id ${id}9 group ${id}2
	EOT
	batch "$r" "-$1" <<<"route replace default table 102 nhid ${id}9"
	by 2 "$3" "IPv$1, a group of provider 2"
	batch "$r" <<<"nexthop replace id ${id}9 group ${id}1"
	by 1 "$3" "IPv$1, the group's member is provider 1"
	batch "$r" <<<"nexthop replace id ${id}9 group ${id}2"
	by 2 "$3" "IPv$1, the group's member is provider 2 again"
	batch "$r" <<<"nexthop replace id ${id}2 via $4 dev isp1"
	by 1 "$3" "IPv$1, the member leads to provider 1"
	batch "$r" <<<"nexthop replace id ${id}2 via $5 dev isp2"
	by 2 "$3" "IPv$1, the member leads to provider 2 again"
}

gateway
ip -n "$r" nexthop list >/dev/null 2>&1 || skip "no nexthop objects"
change 4 4 $SERVER4 192.0.2.1 198.51.100.1
change 6 6 $SERVER6 2001:db8:1::1 2001:db8:2::1
is "$(stage2 "$r" 4),$(stage2 "$r" 6)" 15,15 "packets in stage 2, IPv4 and IPv6"
is "$(drops "$r")" "" "drop counters above 0"
