#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The fast path works with a VLAN, a bridge and a tunnel as ingress, and a VRF port does not break it
#
# The gateway of tests/gateway.sh, with the fast path. h2's connection comes in, one after the
# other, by
#
#   vlan7   a VLAN on lan
#   br1     a bridge that lan is a port of
#   gre1    a GRE tunnel to h2, which has no Ethernet header
#   lan     as a port of the VRF cust: packets arrive, on either path
#
# Answers leave by the same interface.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../ingress.sh"
need talk conntrack

# talks KIND all|any: send 10 datagrams each of IPv4 and IPv6 once the connection is on the fast
# path; all packets, or any number of them, must take it
talks()
{
	local out fast n server

	# (a new device gets its link-local address, and its route, a second later)
	fast_settled "$r"
	for n in 4 6; do
		server=SERVER$n
		r conntrack -F >/dev/null 2>&1
		speaks "$h2" "${!server}"
		if [[ $2 == all ]]; then wait_for 10 is_fast; else wait_for 10 answers; fi
		out=$(passed "$p2" out) fast=$(fast_packets)
		is "$(says 10)" 10 "$1, IPv$n: answers"
		is $(($(passed "$p2" out) - out)) 10 "$1, IPv$n: packets through provider 2"
		fast=$(($(fast_packets) - fast))
		if [[ $2 == all ]]; then
			is $fast 20 "$1, IPv$n: packets on the fast path"
		else
			echo "$1, IPv$n: packets on the fast path: $fast"
		fi
	done
}

answers() { [[ $(says 1) == 1 ]]; }

gateway fast on
snat_inside
echoes "$s"
talks "lan" all

vlan_up
talks "VLAN" all
vlan_down

gre_up
talks "GRE" all
gre_down

bridge_up
talks "bridge" all
bridge_down

if modprobe -q vrf; then
	ip -n "$r" link add cust type vrf table 300 && ip -n "$r" link set cust up
	ip -n "$r" link set lan master cust
	addr "$r" lan 10.0.0.1/24 fd00:a::1/64
	for f in -4 -6; do
		ip -n "$r" $f rule del pref 1100
		ip -n "$r" $f rule del pref 1002
	done
	# the rules of vrf.sh
	ip -n "$r" rule add pref 802 from 198.51.100.0/24 lookup 102
	ip -n "$r" -6 rule add pref 802 from 2001:db8:2::/64 lookup 102
	ip -n "$r" rule add pref 900 iif lan lookup 100
	ip -n "$r" -6 rule add pref 900 iif cust lookup 100
	ip -n "$r" rule add pref 60 to 10.0.0.0/24 lookup 300
	ip -n "$r" -6 rule add pref 60 to fd00:a::/64 lookup 300
	wait_for 5 h2 ping -q -c 1 -W 0.2 10.0.0.1
	wait_for 5 h2 ping -q -c 1 -W 0.2 fd00:a::1
	talks "VRF" any
else
	echo "no VRF: not tested"
fi
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
