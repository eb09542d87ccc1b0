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
. "$(dirname "$0")/../forged_mtu.sh"
need socat

gateway
snat "ip6 saddr fd00:a::10 snat ip6 to 2001:db8:2::2"
works "h1 reaches the server" h1 ping -q -c 1 -W 5 $SERVER6

firewall()
{
	r nft -f - <<-EOT || fail "nftables"
		table inet firewall {
			chain input {
				type filter hook input priority filter
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
