#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The real ingress may be a VLAN, a bridge or a tunnel
#
# The gateway of tests/gateway.sh. Instead of lan, h2's traffic comes in, one after the other, by
#
#   vlan7   a VLAN on lan; again with an interface number too large for the record
#   br1     a bridge that lan is a port of
#   gre1    a GRE tunnel to h2, which has no Ethernet header
#
# The input interface of stage 2 is that interface. A rule for it led to nvi0 in stage 1; the
# translated address leads to provider 2.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
[[ -e /sys/kernel/tracing/trace ]] || skip "no tracefs"

event=nvi_reinject

# from KIND INGRESS SOURCE4 SOURCE6: ping from h2 by that interface
from()
{
	local out

	out=$(passed "$p2" out)
	echo 1 >"/sys/kernel/tracing/events/nvi/$event/enable"
	echo >/sys/kernel/tracing/trace
	works "$1: h2 pings" h2 ping -q -I "$3" -c 5 -i 0.01 $SERVER4
	works "$1: h2 pings, IPv6" h2 ping -q -I "$4" -c 3 -i 0.01 $SERVER6
	echo 0 >"/sys/kernel/tracing/events/nvi/$event/enable"
	is $(($(passed "$p2" out) - out)) 8 "$1: packets through provider 2"
	is "$(grep -c "$event: dev=nvi0 in=$2 " /sys/kernel/tracing/trace)" 8 "$1: stage-2 packets with ingress $2"
	is "$(grep -c "$event: " /sys/kernel/tracing/trace)" 8 "$1: stage-2 packets"
	is "$(drop counters above 0 "$r")" "" "$1: drop counters above 0"
}

rules() { for f in -4 -6; do ip -n "$r" $f rule "$1" pref 1110 iif "$2" lookup 100; done; }

gateway
from lan lan 10.0.0.20 fd00:a::20

# by_vlan KIND [index NUMBER]: with a VLAN as ingress
by_vlan()
{
	ip -n "$r" link add link lan name vlan7 "${@:2}" type vlan id 7 || fail "$1"
	ip -n "$h2" link add link eth0 name vlan7 type vlan id 7
	ip -n "$r" link set vlan7 up
	ip -n "$h2" link set vlan7 up
	addr "$r" vlan7 10.7.0.1/24 fd00:7::1/64
	addr "$h2" vlan7 10.7.0.20/24 fd00:7::20/64
	rules add vlan7
	ip -n "$h2" route replace default via 10.7.0.1
	ip -n "$h2" route replace default via fd00:7::1
	from "$1" vlan7 10.7.0.20 fd00:7::20
	ip -n "$r" link del vlan7
	ip -n "$h2" link del vlan7
	rules del vlan7
}

r nft add rule inet nat post oifname nvi0 ip saddr 10.0.0.0/8 snat ip to 198.51.100.2
r nft add rule inet nat post oifname nvi0 ip6 saddr fd00::/16 snat ip6 to 2001:db8:2::2
by_vlan VLAN
# The record has 24 bits for the number; without a record, skb_iif tells the ingress
by_vlan "VLAN, interface number 16777300" index 16777300

# GRE has no Ethernet header
ip -n "$r" link add gre1 type gre local 10.0.0.1 remote 10.0.0.20
ip -n "$h2" link add gre1 type gre local 10.0.0.20 remote 10.0.0.1
ip -n "$r" link set gre1 up
ip -n "$h2" link set gre1 up
addr "$r" gre1 10.8.0.1/24 fd00:8::1/64
addr "$h2" gre1 10.8.0.20/24 fd00:8::20/64
rules add gre1
ip -n "$h2" route replace default dev gre1
ip -n "$h2" -6 route replace default dev gre1
from GRE gre1 10.8.0.20 fd00:8::20
ip -n "$r" link del gre1
ip -n "$h2" link del gre1
rules del gre1

# The IP interface is the bridge, not its port
ip -n "$h2" route replace default via 10.0.0.1
ip -n "$h2" route replace default via fd00:a::1
ip -n "$r" link add br1 address "$(r cat /sys/class/net/lan/address)" type bridge
ip -n "$r" link set br1 up
ip -n "$r" addr flush dev lan
ip -n "$r" link set lan master br1
addr "$r" br1 10.0.0.1/24 fd00:a::1/64
rules add br1
wait_for 5 h2 ping -q -c 1 -W 0.2 10.0.0.1
from bridge br1 10.0.0.20 fd00:a::20
ip -n "$r" link del br1
rules del br1
