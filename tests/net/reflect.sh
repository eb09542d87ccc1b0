#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a reply goes back the way its connection came
#
# tests/reflection.sh. Without the device, every answer leaves by provider 1.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"

# The same without NVI, or with nothing routed to it: what is to be cured
reflection
batch "$r" <<<"rule add pref 60 lookup main"
ask_by 2
replies "plain routing" s ping -q -c 3 -i 0.01 198.51.100.2
is "$by" "3 0" "plain routing: a request by provider 2, replies by provider 1, 2"
batch "$r" <<<"rule del pref 60"

# No ARP, no ND: the router does not even know its providers' addresses
batch "$r" <<-EOT
	neigh flush all
EOT
for via in 1 2; do
	ask_by $via
	for a in $PUBLIC4 $PUBLIC6; do
		pings_back $via "$a"
	done
done
is "$(counter "$r" reflect_ipv4 back0) $(counter "$r" reflect_ipv6 back0)" "12 12" "reflected"
stats=$(r ip -j -s link show back0 | jq -c '.[0].stats64 | [.tx.packets, .tx.dropped, .tx.errors, .rx.packets]')
is "$stats" "[24,0,0,0]" "ip -s link: sent, dropped, errors, received"
is "$(unreflected)$(drops "$r" back0)" "" "not reflected, and dropped"
