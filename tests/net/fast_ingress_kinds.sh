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
rules() { for f in -4 -6; do ip -n "$r" $f rule "$1" pref 1110 iif "$2" lookup 100; done; }

# h2_by DEVICE|VIA4 VIA6: set h2's default routes
h2_by()
{
	ip -n "$h2" -4 route replace default via "$1"
	ip -n "$h2" -6 route replace default via "$2"
}

gateway fast on
r nft add rule inet nat post oifname nvi0 ip saddr 10.0.0.0/8 snat ip to 198.51.100.2
r nft add rule inet nat post oifname nvi0 ip6 saddr fd00::/16 snat ip6 to 2001:db8:2::2
echoes "$s"
talks "lan" all

ip -n "$r" link add link lan name vlan7 type vlan id 7 || fail "no VLAN"
ip -n "$h2" link add link eth0 name vlan7 type vlan id 7
ip -n "$r" link set vlan7 up
ip -n "$h2" link set vlan7 up
addr "$r" vlan7 10.7.0.1/24 fd00:7::1/64
addr "$h2" vlan7 10.7.0.20/24 fd00:7::20/64
rules add vlan7
h2_by 10.7.0.1 fd00:7::1
talks "VLAN" all
ip -n "$r" link del vlan7
ip -n "$h2" link del vlan7
rules del vlan7

ip -n "$r" link add gre1 type gre local 10.0.0.1 remote 10.0.0.20
ip -n "$h2" link add gre1 type gre local 10.0.0.20 remote 10.0.0.1
ip -n "$r" link set gre1 up
ip -n "$h2" link set gre1 up
addr "$r" gre1 10.8.0.1/24 fd00:8::1/64
addr "$h2" gre1 10.8.0.20/24 fd00:8::20/64
rules add gre1
ip -n "$h2" route replace default dev gre1
ip -n "$h2" -6 route replace default dev gre1
talks "GRE" all
ip -n "$r" link del gre1
ip -n "$h2" link del gre1
rules del gre1

h2_by 10.0.0.1 fd00:a::1
ip -n "$r" link add br1 address "$(r cat /sys/class/net/lan/address)" type bridge
ip -n "$r" link set br1 up
ip -n "$r" addr flush dev lan
ip -n "$r" link set lan master br1
addr "$r" br1 10.0.0.1/24 fd00:a::1/64
rules add br1
wait_for 5 h2 ping -q -c 1 -W 0.2 10.0.0.1
talks "bridge" all
ip -n "$r" link del br1
rules del br1

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
