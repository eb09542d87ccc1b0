#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A forged "packet too big" does not lead the LAN's IPv6 past nvi0, if a firewall drops it
#
# The gateway of tests/gateway.sh. The server sends the router an ICMPv6 error about a packet
# from the router's address in the LAN to the server, which there never was. The kernel
# believes it, and makes an exception of the route that such a packet would take: the main
# table's default. That has a prefix of 128 bits, so the rule "lookup main
# suppress_prefixlength 0" does not suppress it, and what h1 sends to the server goes to provider
# 1, untranslated. Conntrack knows better: the error is invalid.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need socat

gateway
snat "ip6 saddr fd00:a::10 snat ip6 to 2001:db8:2::2"
works "h1 reaches the server" h1 ping -q -c 1 -W 5 $SERVER6

# ICMPv6: too big for 1280; the header of an echo request; its first octets
error=$(mktemp)
on_exit rm -f "$error"
{
	printf '\x02\0\0\0\0\0\x05\0'
	printf '\x60\0\0\0\0\x08\x3a\x40'
	printf '\xfd\0\0\x0a\0\0\0\0\0\0\0\0\0\0\0\x01'
	printf '\x20\x01\x0d\xb8\0\xff\0\0\0\0\0\0\0\0\0\x01'
	printf '\x80\0\0\0\0\0\0\0'
} >"$error"

# forge: returns when it has been there
came() { (($(passed "$r" too_big) > before)); }
forge()
{
	before=$(passed "$r" too_big)
	ip netns exec "$s" socat -u "FILE:$error" "IP6-SENDTO:[2001:db8:1::2]:58" || fail "socat"
	wait_for 5 came
}

# way: of a packet from h1, in stage 1
way() { ip -n "$r" -6 route get $SERVER6 from fd00:a::10 iif lan | grep -o ' dev [a-z0-9]*'; }

firewall()
{
	r nft -f - <<-EOT || fail "nftables"
		table inet firewall {
			counter too_big { }
			chain input {
				type filter hook input priority filter
				icmpv6 type packet-too-big counter name too_big
				$1
			}
		}
	EOT
}

firewall "icmpv6 type packet-too-big ct state invalid drop"
forge
is "$(way)" " dev nvi0" "with the rule"
works "h1 reaches the server" h1 ping -q -c 3 -i 0.01 -W 5 $SERVER6
is "$(passed "$p1" bogus)" 0 "untranslated packets by provider 1"

# and without (unless the kernel has learnt to suppress exceptions)
r nft delete table inet firewall
firewall ""
forge
echo "without it:$(way)"
