# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The scenes with two stages without NVI: NAT in r, and a veth pair to the place where
# packets are routed again. They have only the rules and routes that this requires.
# shellcheck disable=SC2034,SC2154 # setup_ns sets the variables

# pair NS: add the veth pair, "out" in r and "in" in NS, with addresses
pair()
{
	batch "$r" <<-EOT
		link add out type veth peer name in $([[ $1 == "$r" ]] || echo "netns $1")
		link set out up
		addr add 10.255.0.1/30 dev out
		addr add fd00:ff::1/64 dev out nodad
	EOT
	batch "$1" <<-EOT
		link set in up
		addr add 10.255.0.2/30 dev in
		addr add fd00:ff::2/64 dev in nodad
	EOT
	ip netns exec "$1" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.in.rp_filter=0
	rules "$r" "pref 1100 iif lan lookup 100"
}

# The second namespace has an address of its own at provider 2, which routes the public
# address of r to it
scene_second_ns()
{
	setup_ns r2
	ip -n "$r" link set isp2 netns "$r2"
	pair "$r2"
	batch "$r2" <<-EOT
		link set isp2 up
		addr add 198.51.100.3/24 dev isp2
		addr add 2001:db8:2::3/64 dev isp2 nodad
		route add 198.51.100.2 via 10.255.0.1
		route add 2001:db8:2::2 via fd00:ff::1
		route add default via 10.255.0.1 table 101
		route add default via fd00:ff::1 table 101
		route add default via 198.51.100.1 table 102
		route add default via 2001:db8:2::1 table 102
	EOT
	batch "$b" <<-EOT
		route add 198.51.100.2 via 198.51.100.3
		route add 2001:db8:2::2 via 2001:db8:2::3
	EOT
	forwarding "$r2"
	by_source "$r2" 1001 101 102
	default_by "$r" 100 "via 10.255.0.2" "via fd00:ff::2"
	by_isp 2
	nat out
}

# With the rules of reinject in both namespaces: stage 2 of nvi0 looks up those of stage 1, too
scene_second_ns_rules()
{
	scene_second_ns
	rules "$r" "$connected"
	by_source "$r" 1001 101 102
	rules "$r2" "$connected" "pref 1100 iif lan lookup 100"
}

# "in" and isp2 are in a VRF. Packets from "in" are not tracked, hence not translated again.
scene_vrf()
{
	batch "$r" <<-EOT
		link add cust type vrf table 102
		link set cust up
		link set isp2 master cust
	EOT
	pair "$r"
	batch "$r" <<-EOT
		link set in master cust
		addr replace fd00:ff::2/64 dev in nodad
		addr replace 2001:db8:2::2/64 dev isp2 nodad
		neigh replace 10.255.0.2 dev out lladdr $(mac_of "$r" in) nud permanent
		neigh replace fd00:ff::2 dev out lladdr $(mac_of "$r" in) nud permanent
		route add default via 10.255.0.2 dev out table 100
		route add default via fd00:ff::2 dev out table 100
		route add 10.0.0.0/24 dev lan table 102
		route add fd00:a::/64 dev lan table 102
	EOT
	tables
	by_source "$r" 901 101 102	# before the rule of VRFs, 1000
	# packets from "in" have a source address of r
	ip netns exec "$r" sysctl -qw net.ipv4.conf.in.accept_local=1
	ip netns exec "$r" nft -f - <<-EOT || fail "cannot set up notrack"
	table inet again {
		chain pre {
			type filter hook prerouting priority raw
			iifname { in, cust } notrack
		}
	}
	EOT
	by_isp 2
	nat out
}
