#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A firewall that drops invalid ICMPv6 errors keeps a forged "packet too big" from diverting IPv6 past nvi0
#
# The gateway of tests/gateway.sh. The server sends the router an ICMPv6 error about a packet from
# the router's LAN address to the server that was never sent. The kernel accepts the error and
# creates an exception of the route that such a packet would take: the main table's default. The
# exception has a prefix of 128 bits, so "lookup main suppress_prefixlength 0" does not suppress it,
# and h1's packets to the server go to provider 1 untranslated. Conntrack classifies the error as
# invalid.
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
is "$(way)" " dev nvi0" "with the rule: output device in stage 1"
works "h1 reaches the server" h1 ping -q -c 3 -i 0.01 -W 5 $SERVER6
is "$(passed "$p1" bogus)" 0 "untranslated packets at provider 1"

# Without the rule; the result depends on whether the kernel suppresses exceptions
r nft delete table inet firewall
firewall ""
forge
echo "without the rule: output device in stage 1:$(way)"
