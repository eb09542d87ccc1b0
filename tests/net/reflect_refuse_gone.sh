#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect with `fallback refuse`: no reply leaves through another provider when back0 is down or deleted
#
# tests/reflection.sh. The route to back0 vanishes with the device. Then the main table would route
# replies to requests through provider 2 out through provider 1. An unreachable route of a high
# metric stops replies of the router and of h2. The test first shows that they leave without that
# route.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"

reflection mark 0x200/0xff00 fallback refuse
inbound_to_h2
ask_by 2

# asked: ping each address of the router and of h2 twice, through provider 2
asked()
{
	local a

	for a in $PUBLIC4 $PUBLIC6; do
		s ping -q -c 2 -i 0.01 -W 0.3 "$a"
	done
	true
}
# guard add|del: add or delete the unreachable route, in both families
guard()
{
	local f

	for f in 4 6; do
		batch "$r" -$f <<<"route $1 unreachable default metric 4000 table 200"
	done
}
# up: set back0 up and add its routes
up()
{
	ip -n "$r" link set back0 up
	ip -n "$r" route add default dev back0 table 200
	ip -n "$r" -6 route add default dev back0 table 200
}

# wait for IPv6's neighbours
for a in $PUBLIC4 $PUBLIC6; do wait_for 10 s ping -q -c 1 -W 0.2 "$a"; done
replies "back0 up" asked
is "$by" "0 8" "back0 up: replies through provider 1, 2"

ip -n "$r" link set back0 down
replies "back0 down, no unreachable route" asked
is "$by" "8 0" "back0 down, no unreachable route: replies through provider 1, 2"

guard add
replies "back0 down" asked
is "$by" "0 0" "back0 down: replies through provider 1, 2"
up
replies "back0 up again" asked
is "$by" "0 8" "back0 up again: replies through provider 1, 2"
# h2, whose reply would be forwarded, gets an ICMP error. (For IPv4, source validation drops the
# request already, even in loose mode: there is no route back.)
told=$(snmp "$r" Icmp6OutDestUnreachs)
ip -n "$r" link del back0
replies "back0 deleted" asked
is "$by" "0 0" "back0 deleted: replies through provider 1, 2"
compare $(($(snmp "$r" Icmp6OutDestUnreachs) - told)) '>=' 1 "ICMPv6 errors sent"
guard del
replies "back0 deleted, no unreachable route" asked
is "$by" "8 0" "back0 deleted, no unreachable route: replies through provider 1, 2"
