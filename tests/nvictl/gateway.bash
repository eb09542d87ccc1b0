# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Helpers of the tests of nvictl gateway

# state: print everything that a gateway could change in the router
state()
{
	local family

	for family in -4 -6; do
		r ip $family rule
		r ip $family route show table all proto 110 | grep -v ' dev nvi0 .*linkdown' | sort
	done
	r ip -d -o link show type nvi | sed -E 's/^[0-9]+: //; s/ (link-netnsid|numtxqueues) .*alias/ alias/'
	r nft -s list ruleset
	r sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding \
		net.ipv4.conf.{all,lan,isp1,isp2}.rp_filter
} 2>&1

# isp_section 1|2: print a section of a gateway's file, for a provider of tests/gateway.sh
isp_section()
{
	local net=192.0.2

	[[ $1 == 1 ]] || net=198.51.100
	printf '%s\n' "[uplink isp$1]" "interface = isp$1" "gateway = $net.1, 2001:db8:$1::1" \
		"address = $net.2, 2001:db8:$1::2"
}

# one_provider: create a router of dummies whose sysctls all differ from a gateway's, and a file,
# $conf
one_provider()
{
	setup_ns r
	batch "$r" <<-EOT
		link add lan type dummy
		link add isp1 type dummy
		link set lan up
		link set isp1 up
		addr add 10.0.0.1/24 dev lan
		addr add 192.0.2.2/24 dev isp1
	EOT
	r sysctl -qw net.ipv4.ip_forward=0 net.ipv4.conf.all.rp_filter=0 \
		net.ipv4.conf.lan.rp_filter=0 net.ipv4.conf.isp1.rp_filter=1
	conf=$(mktemp)
	on_exit rm -f "$conf"
	cat >"$conf" <<-EOT
		[uplink isp1]
		interface = isp1
		gateway = 192.0.2.1
		address = 192.0.2.64/28
		[inside lan]
		interface = lan
	EOT
}
