# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Other ingress devices than lan, for the gateway of tests/gateway.sh. Each *_up function makes
# h2's traffic come in by a new device, and the *_down function deletes the device:
#
#   vlan7   a VLAN on lan
#   gre1    a GRE tunnel to h2, which has no Ethernet header
#   br1     a bridge that lan is a port of
# shellcheck disable=SC2154

# snat_inside: translate all inside addresses to addresses of provider 2, after the other rules
snat_inside()
{
	r nft add rule inet nat post oifname nvi0 ip saddr 10.0.0.0/8 snat ip to 198.51.100.2
	r nft add rule inet nat post oifname nvi0 ip6 saddr fd00::/16 snat ip6 to 2001:db8:2::2
}

# ingress_rules add|del DEVICE: the rules that lead packets from DEVICE to nvi0
ingress_rules()
{
	local f

	for f in -4 -6; do ip -n "$r" $f rule "$1" pref 1110 iif "$2" lookup 100; done
}

# h2_by VIA4 VIA6: set h2's default routes
h2_by()
{
	ip -n "$h2" -4 route replace default via "$1"
	ip -n "$h2" -6 route replace default via "$2"
}

# vlan_up [index NUMBER]
vlan_up()
{
	ip -n "$r" link add link lan name vlan7 "$@" type vlan id 7 || fail "no VLAN"
	ip -n "$h2" link add link eth0 name vlan7 type vlan id 7
	ip -n "$r" link set vlan7 up
	ip -n "$h2" link set vlan7 up
	addr "$r" vlan7 10.7.0.1/24 fd00:7::1/64
	addr "$h2" vlan7 10.7.0.20/24 fd00:7::20/64
	ingress_rules add vlan7
	h2_by 10.7.0.1 fd00:7::1
}

gre_up()
{
	ip -n "$r" link add gre1 type gre local 10.0.0.1 remote 10.0.0.20
	ip -n "$h2" link add gre1 type gre local 10.0.0.20 remote 10.0.0.1
	ip -n "$r" link set gre1 up
	ip -n "$h2" link set gre1 up
	addr "$r" gre1 10.8.0.1/24 fd00:8::1/64
	addr "$h2" gre1 10.8.0.20/24 fd00:8::20/64
	ingress_rules add gre1
	ip -n "$h2" route replace default dev gre1
	ip -n "$h2" -6 route replace default dev gre1
}

# bridge_up: the IP interface is the bridge, not its port
bridge_up()
{
	h2_by 10.0.0.1 fd00:a::1
	ip -n "$r" link add br1 address "$(r cat /sys/class/net/lan/address)" type bridge
	ip -n "$r" link set br1 up
	ip -n "$r" addr flush dev lan
	ip -n "$r" link set lan master br1
	addr "$r" br1 10.0.0.1/24 fd00:a::1/64
	ingress_rules add br1
	wait_for 5 h2 ping -q -c 1 -W 0.2 10.0.0.1
}

# _ingress_down DEVICE
_ingress_down()
{
	ip -n "$r" link del "$1"
	[[ $1 == br1 ]] || ip -n "$h2" link del "$1"
	ingress_rules del "$1"
}
vlan_down() { _ingress_down vlan7; }
gre_down() { _ingress_down gre1; }
bridge_down() { _ingress_down br1; }
