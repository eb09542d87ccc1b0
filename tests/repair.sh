# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The gateway of tests/gateway.sh, for tests that delete parts of it.
# shellcheck disable=SC2154

# repair_router: set lan, isp2, nvi0 and provider 2's eth0 up, and restore their addresses, routes
# and rp_filter. Unreachable routes keep packets from bypassing nvi0 and provider 2.
repair_router()
{
	ip -n "$p2" -force -batch - <<-EOT 2>/dev/null
		link set eth0 up
		addr replace 198.51.100.1/24 dev eth0
		addr replace 2001:db8:2::1/64 dev eth0 nodad
	EOT
	ip -n "$r" -force -batch - <<-EOT 2>/dev/null
		link set lan up
		link set isp2 up
		link set nvi0 up
		addr replace 10.0.0.1/24 dev lan
		addr replace fd00:a::1/64 dev lan nodad
		addr replace 198.51.100.2/24 dev isp2
		addr replace 2001:db8:2::2/64 dev isp2 nodad
		route replace default dev nvi0 table 100
		route replace default via 198.51.100.1 table 102
		route replace unreachable default metric 4000 table 100
		route replace unreachable default metric 4000 table 102
	EOT
	ip -n "$r" -6 -force -batch - <<-EOT 2>/dev/null
		route replace default dev nvi0 table 100
		route replace default via 2001:db8:2::1 table 102
		route replace unreachable default metric 4000 table 100
		route replace unreachable default metric 4000 table 102
	EOT
	r sysctl -qw net.ipv4.conf.lan.rp_filter=1 net.ipv4.conf.isp2.rp_filter=2
}
