#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a reply leaves by the interface that its connection came in by
#
# tests/reflection.sh. Without back0, every answer leaves through provider 1.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"

# Plain routing: without a route to back0
reflection
batch "$r" <<<"rule add pref 60 lookup main"
ask_by 2
replies "plain routing" s ping -q -c 3 -i 0.01 198.51.100.2
is "$by" "3 0" "plain routing: a request through provider 2, replies through provider 1, 2"
batch "$r" <<<"rule del pref 60"

# No ARP and no ND is needed: the neighbour tables are empty
batch "$r" <<-EOT
	neigh flush all
EOT
for via in 1 2; do
	ask_by $via
	for a in $PUBLIC4 $PUBLIC6; do
		pings_back $via "$a"
	done
done
is "$(counter "$r" reflect_ipv4 back0) $(counter "$r" reflect_ipv6 back0)" "12 12" "packets reflected, IPv4 and IPv6"
stats=$(r ip -j -s link show back0 | jq -c '.[0].stats64 | [.tx.packets, .tx.dropped, .tx.errors, .rx.packets]')
is "$stats" "[24,0,0,0]" "ip -s link: sent, dropped, errors, received"
is "$(unreflected)$(drops "$r" back0)" "" "unreflected and drop counters above 0"
