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
. "$(dirname "$0")/../ingress.sh"
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
	is "$(drops "$r")" "" "$1: drop counters above 0"
}

gateway
from lan lan 10.0.0.20 fd00:a::20

snat_inside

vlan_up
from VLAN vlan7 10.7.0.20 fd00:7::20
vlan_down

# The record has 24 bits for the number; without a record, skb_iif tells the ingress
vlan_up index 16777300
from "VLAN, interface number 16777300" vlan7 10.7.0.20 fd00:7::20
vlan_down

gre_up
from GRE gre1 10.8.0.20 fd00:8::20
gre_down

bridge_up
from bridge br1 10.0.0.20 fd00:a::20
bridge_down
