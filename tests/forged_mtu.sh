# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# An ICMPv6 error about a packet that never was, see tests/net/forged_mtu.sh.
# shellcheck disable=SC2154

# too big for 1280; the header of an echo request from the router's address in the LAN to the
# server; its first octets
error=$(mktemp)
on_exit rm -f "$error"
{
	printf '\x02\0\0\0\0\0\x05\0'
	printf '\x60\0\0\0\0\x08\x3a\x40'
	printf '\xfd\0\0\x0a\0\0\0\0\0\0\0\0\0\0\0\x01'
	printf '\x20\x01\x0d\xb8\0\xff\0\0\0\0\0\0\0\0\0\x01'
	printf '\x80\0\0\0\0\0\0\0'
} >"$error"

# forge: from the server to the router; returns when it has been there
forge()
{
	local before

	count_errors
	before=$(passed "$r" too_big)
	ip netns exec "$s" socat -u "FILE:$error" "IP6-SENDTO:[2001:db8:1::2]:58" || fail "socat"
	wait_for 5 came
}
came() { (($(passed "$r" too_big) > before)); }

# before any firewall
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

# way: of a packet from h1, in stage 1
way() { ip -n "$r" -6 route get $SERVER6 from fd00:a::10 iif lan | grep -o ' dev [a-z0-9]*'; }
