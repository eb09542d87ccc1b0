#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Ingress traffic that an ifb shapes passes the ifb once
#
# The gateway of tests/gateway.sh; tc redirects all packets from lan to ifb0 and back. Stage 2 comes
# in by lan again and must not be redirected a second time. The record of a packet from the ifb has
# lan as its ingress.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need tc
modprobe -q ifb numifbs=0 || skip "no ifb"
modprobe -q act_mirred || skip "no act_mirred"

gateway
ip -n "$r" link add ifb0 type ifb
ip -n "$r" link set ifb0 up
r tc qdisc add dev lan clsact
for p in ip ipv6; do
	[[ $p == ip ]] && icmp="icmp type 8" || icmp="icmpv6 type 128"
	# shellcheck disable=SC2086 # two words
	r tc filter add dev lan ingress protocol $p flower ip_proto $icmp \
		action mirred egress redirect dev ifb0 || fail "no redirect"
done
works "h2 pings" h2 ping -q -c 10 -i 0.01 $SERVER4
works "h2 pings, IPv6" h2 ping -q -c 5 -i 0.01 $SERVER6
is "$(link_stats "$r" ifb0 tx_packets)" 15 "packets through the ifb"
is "$(passed "$p2" out) $(passed "$p1" out)" "15 0" "packets through provider 2, provider 1"
is "$(stage2 "$r" 4),$(stage2 "$r" 6)" 10,5 "packets in stage 2"
is "$(drops "$r")" "" "drop counters above 0"
