# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Forge an ICMPv6 error about a packet that was never sent, see tests/net/forged_mtu.sh.
# shellcheck disable=SC2154

# "Packet too big", MTU 1280. It quotes the IPv6 header and the first octets of an echo request
# from the router's LAN address to the server.
error=$(mktemp)
on_exit rm -f "$error"
{
	printf '\x02\0\0\0\0\0\x05\0'
	printf '\x60\0\0\0\0\x08\x3a\x40'
	printf '\xfd\0\0\x0a\0\0\0\0\0\0\0\0\0\0\0\x01'
	printf '\x20\x01\x0d\xb8\0\xff\0\0\0\0\0\0\0\0\0\x01'
	printf '\x80\0\0\0\0\0\0\0'
} >"$error"

# forge: send the error from the server to the router; return when the router has received it
forge()
{
	local before

	count_errors
	before=$(passed "$r" too_big)
	ip netns exec "$s" socat -u "FILE:$error" "IP6-SENDTO:[2001:db8:1::2]:58" || fail "socat"
	wait_for 5 came
}
came() { (($(passed "$r" too_big) > before)); }

# count_errors: count the errors before any firewall chain
count_errors()
{
	r nft -f - <<-EOT || fail "nftables"
		table inet isp {
			counter too_big { }
			chain input {
				type filter hook input priority -10
			}
		}
		flush chain inet isp input
		add rule inet isp input icmpv6 type packet-too-big counter name too_big
	EOT
}

# way: the output device in stage 1 of a packet from h1
way() { ip -n "$r" -6 route get $SERVER6 from fd00:a::10 iif lan | grep -o ' dev [a-z0-9]*'; }
