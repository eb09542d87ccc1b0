#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An nvi device does not affect IPv6 inside a VRF whose addresses exist outside as well
#
#   h fd00:1::10, 2001:db8:b::1 --- lan  r  out --- s fd00:2::10
#                                 fd00:1::1  fd00:2::1
#                                   (VRF cust)
#
# The router also has 2001:db8:b::1, outside the VRF. No route leads to nvi0. (VRFs require the
# local table's rule behind their own.)
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
modprobe -q vrf || skip "no VRF"

setup_ns h r s
link "$h" eth0 "$r" lan
link "$s" eth0 "$r" out
batch "$r" <<-EOT
	link add cust type vrf table 300
	link set cust up
	link set lan master cust
	link set out master cust
	link add nil type dummy
	link set nil up
EOT
batch "$r" -6 <<-EOT
	addr add fd00:1::1/64 dev lan nodad
	addr add fd00:2::1/64 dev out nodad
	addr add 2001:db8:b::1/128 dev nil nodad
	route add 2001:db8:b::1 via fd00:1::10 vrf cust
	rule add pref 2000 lookup local
	rule del pref 0
EOT
batch "$h" -6 <<-EOT
	addr add fd00:1::10/64 dev eth0 nodad
	addr add 2001:db8:b::1/128 dev eth0 nodad
	route add default via fd00:1::1
EOT
batch "$s" -6 <<-EOT
	addr add fd00:2::10/64 dev eth0 nodad
	route add default via fd00:2::1
EOT
forwarding "$r"

# (without a link-local address, the kernel sends no neighbour solicitations)
settled() { [[ ! $(ip -n "$r" -6 -o addr show tentative) ]]; }
wait_for 10 settled

# all WHEN: check all kinds of traffic in the VRF
all()
{
	works "$1: between two of the router's addresses" \
		r ping -q -c 3 -i 0.01 -W 2 -I cust -I fd00:1::1 fd00:2::1
	works "$1: from one of the router's addresses to the same" \
		r ping -q -c 3 -i 0.01 -W 2 -I cust -I fd00:2::1 fd00:2::1
	works "$1: from a host to the router" h ping -q -c 3 -i 0.01 -W 2 fd00:2::1
	works "$1: through the router" h ping -q -c 3 -i 0.01 -W 2 fd00:2::10
	works "$1: through the router, from an address that the router has outside the VRF" \
		h ping -q -c 3 -i 0.01 -W 2 -I 2001:db8:b::1 fd00:2::10
}

all "no nvi device"
nvi_device nvi0
all "nvi0 down"
ip -n "$r" link set nvi0 up
all "nvi0 up"
is "$(link_stats "$r" nvi0 tx_packets tx_dropped | xargs)" "0 0" "nvi0: packets sent, dropped"
