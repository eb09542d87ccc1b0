#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: the ingress may be of any kind of device
#
#   g 203.0.113.1 --- e0  r 192.0.2.2, on lo
#     2001:db8:ff::1        2001:db8:1::2
#
# The ingress is that link, or a VLAN, a bond, a bridge, a macvlan, a port of a VRF, a GRE or IPIP
# tunnel over it. The router's only route to g's address leads to back0, so an answered ping was
# reflected. The link-layer addresses of a GRE tunnel with many endpoints do not fit the record:
# unreflected_link.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

setup_ns r g
link "$r" e0 "$g" e0
# rp_filter off: the router has no route back except by back0
forwarding "$r" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.e0.rp_filter=0
batch "$r" <<-EOT
	addr add 192.0.2.2/32 dev lo
	addr add 2001:db8:1::2/128 dev lo
	link add back0 type nvi mode reflect
	link set back0 up
EOT
batch "$g" <<-EOT
	addr add 203.0.113.1/32 dev lo
	addr add 2001:db8:ff::1/128 dev lo
EOT
for f in 4 6; do
	batch "$r" -$f <<-EOT
		route add default dev back0 table 200
		rule add pref 1000 from $([[ $f == 4 ]] && echo 192.0.2.2 || echo 2001:db8:1::2) lookup 200
	EOT
done

# answered KIND: ping from g; all answers must be reflected
answered()
{
	local had4 had6 f

	# counters before
	had4=$(counter "$r" reflect_ipv4 back0) had6=$(counter "$r" reflect_ipv6 back0)
	works "$1" g ping -q -I 203.0.113.1 -c 3 -i 0.01 -W 2 192.0.2.2
	works "$1, IPv6" g ping -q -I 2001:db8:ff::1 -c 2 -i 0.01 -W 2 2001:db8:1::2
	is "$(($(counter "$r" reflect_ipv4 back0) - had4)) $(($(counter "$r" reflect_ipv6 back0) - had6))" \
		"3 2" "$1: packets reflected, IPv4 and IPv6"
}

# up DEVICE PEER: give r's DEVICE 10.7.0.1 and fd00:7::1, and route g's packets there by its PEER
up()
{
	ip -n "$r" link set "$1" up
	addr "$r" "$1" 10.7.0.1/24 fd00:7::1/64
	ip -n "$g" link set "$2" up
	ip -n "$g" neigh flush dev "$2"
	addr "$g" "$2" 10.7.0.2/24 fd00:7::2/64
	ip -n "$g" route replace 192.0.2.2 via 10.7.0.1
	ip -n "$g" -6 route replace 2001:db8:1::2 via fd00:7::1
	wait_for 10 g ping -q -c 1 -W 0.2 10.7.0.1
	wait_for 10 g ping -q -c 1 -W 0.2 fd00:7::1
}
down()
{
	ip -n "$r" addr flush dev "$1"
	ip -n "$g" addr flush dev "$2"
}

up e0 e0
answered Ethernet
batch "$r" <<<"rule del pref 1000"
refused "without the rule" g ping -q -I 203.0.113.1 -c 1 -W 0.2 192.0.2.2
batch "$r" <<<"rule add pref 1000 from 192.0.2.2 lookup 200"
down e0 e0

ip -n "$r" link add link e0 name e0.7 type vlan id 7
ip -n "$g" link add link e0 name e0.7 type vlan id 7
up e0.7 e0.7
answered VLAN
ip -n "$r" link del e0.7
ip -n "$g" link del e0.7

ip -n "$r" link add mv0 link e0 type macvlan mode private
up mv0 e0
answered macvlan
ip -n "$r" link del mv0
down e0 e0

ip -n "$r" link add br1 type bridge
ip -n "$r" link set e0 master br1
up br1 e0
answered bridge
ip -n "$r" link del br1
down e0 e0

if modprobe -q bonding max_bonds=0; then
	ip -n "$r" link set e0 down
	ip -n "$r" link add bond7 type bond mode active-backup
	ip -n "$r" link set e0 master bond7
	up bond7 e0
	answered bond
	ip -n "$r" link del bond7
	ip -n "$r" link set e0 up
	down e0 e0
else
	echo "no bonding in this kernel"
fi

# Tunnels with one remote endpoint have no Ethernet header
for kind in gre ipip; do
	up e0 e0
	ip -n "$r" link add t0 type $kind local 10.7.0.1 remote 10.7.0.2
	ip -n "$g" link add t0 type $kind local 10.7.0.2 remote 10.7.0.1
	ip -n "$r" link set t0 up
	ip -n "$g" link set t0 up
	ip -n "$g" route replace 192.0.2.2 dev t0
	if [[ $kind == gre ]]; then
		ip -n "$g" -6 route replace 2001:db8:1::2 dev t0
		answered "$kind tunnel"
	else
		had=$(counter "$r" reflect_ipv4 back0)
		works "$kind tunnel" g ping -q -I 203.0.113.1 -c 3 -i 0.01 -W 2 192.0.2.2
		is $(($(counter "$r" reflect_ipv4 back0) - had)) 3 "$kind tunnel: packets reflected"
	fi
	ip -n "$r" link del t0
	ip -n "$g" link del t0
	down e0 e0
done

# A port of a VRF: the VRF's table leads to back0
if modprobe -q vrf; then
	ip -n "$r" link add cust type vrf table 300
	ip -n "$r" link set cust up
	ip -n "$r" link set e0 master cust
	up e0 e0
	batch "$r" <<-EOT
		addr del 192.0.2.2/32 dev lo
		addr add 192.0.2.2/32 dev cust
		addr del 2001:db8:1::2/128 dev lo
		addr add 2001:db8:1::2/128 dev cust
		route add default dev back0 table 300
	EOT
	ip -n "$r" -6 route add default dev back0 table 300
	answered "port of a VRF"
	ip -n "$r" link set e0 nomaster
	batch "$r" <<-EOT
		link del cust
		addr add 192.0.2.2/32 dev lo
		addr add 2001:db8:1::2/128 dev lo
	EOT
	down e0 e0
fi
is "$(drops "$r" back0)" "" "drop counters above 0"

# Many endpoints: their addresses do not fit the record
up e0 e0
ip -n "$r" link add t0 type gre local 10.7.0.1 key 1
ip -n "$g" link add t0 type gre local 10.7.0.2 remote 10.7.0.1 key 1
ip -n "$r" link set t0 up
ip -n "$g" link set t0 up
ip -n "$g" route replace 192.0.2.2 dev t0
had=$(counter "$r" unreflected_link back0)
refused "GRE with many ends" g ping -q -I 203.0.113.1 -c 2 -i 0.01 -W 0.2 192.0.2.2
is $(($(counter "$r" unreflected_link back0) - had)) 2 "GRE with many ends: unreflected_link"
is "$(drops "$r" back0)" "drop_loop=2" "drop counters above 0: no rule for stage 2"
