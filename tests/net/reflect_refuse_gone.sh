#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect with `fallback refuse`: nothing leaves by the wrong provider when the
# device is down, or gone
#
# tests/reflection.sh. The route to back0 goes along with the device, and what came by
# provider 2 would be answered by the main table: out by provider 1. An unreachable
# route of a high metric keeps it in, replies of the router and of h2. Without that
# route they do leave, which is looked at first.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"

reflection mark 0x200/0xff00 fallback refuse
inbound_to_h2
ask_by 2

# asked: by provider 2, twice each: the router and h2, by IPv4 and IPv6; sets $by to
# how many replies came by provider 1 and 2
asked()
{
	local a

	for a in $PUBLIC4 $PUBLIC6; do
		s ping -q -c 2 -i 0.01 -W 0.3 "$a"
	done
	true
}
# guard add|del: the route, in both families
guard()
{
	local f

	for f in 4 6; do
		batch "$r" -$f <<<"route $1 unreachable default metric 4000 table 200"
	done
}
# up: back0, with its routes
up()
{
	ip -n "$r" link set back0 up
	ip -n "$r" route add default dev back0 table 200
	ip -n "$r" -6 route add default dev back0 table 200
}

# IPv6 takes its time to begin
for a in $PUBLIC4 $PUBLIC6; do wait_for 10 s ping -q -c 1 -W 0.2 "$a"; done
replies "up" asked
is "$by" "0 8" "reflected: by provider 1, 2"

ip -n "$r" link set back0 down
replies "down, no other route" asked
is "$by" "8 0" "down, and no other route: by provider 1, 2"

guard add
replies "down" asked
is "$by" "0 0" "down: by provider 1, 2"
up
replies "up again" asked
is "$by" "0 8" "up again, in front of that route: by provider 1, 2"
# h2, whose reply would have been forwarded, is told. (In IPv4 source validation, even if
# loose, drops the request already: there is no way back.)
told=$(snmp "$r" Icmp6OutDestUnreachs)
ip -n "$r" link del back0
replies "deleted" asked
is "$by" "0 0" "deleted: by provider 1, 2"
compare $(($(snmp "$r" Icmp6OutDestUnreachs) - told)) '>=' 1 "ICMP errors to h2"
guard del
replies "deleted, no other route" asked
is "$by" "8 0" "deleted, and no other route: by provider 1, 2"
