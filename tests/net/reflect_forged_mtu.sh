#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a forged "packet too big" leads no reply astray, if a firewall drops it
#
# tests/reflection.sh, and the error of tests/net/forged_mtu.sh: about a packet from the
# router's address in the LAN, which no `from` rule knows, so that the exception is one of
# the main table's default route, provider 1's. "lookup main suppress_prefixlength 0" is in
# front of the rules that lead to back0, and does not suppress it. A real error, about
# a reply that was sent back, makes an exception of the route to back0, and moves nothing.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
. "$(dirname "$0")/../forged_mtu.sh"
need socat

# whose way a reply goes to the server
reply_way() { ip -n "$r" -6 route get $SERVER6 from 2001:db8:2::2 | grep -o ' dev [a-z0-9]*'; }

reflection
ask_by 2
works "the server reaches the router" s ping -q -c 1 -W 5 2001:db8:2::2
pings_back 2 2001:db8:2::2

# a path of 1280 octets behind provider 2: the router is told, and makes its replies smaller
ip -n "$s" link set p2 mtu 1280
ip -n "$p2" link set wan mtu 1280
replies "large pings" s ping -q -c 3 -i 0.3 -s 1400 -W 2 2001:db8:2::2
[[ $by == "0 "[1-9]* ]] || fail "replies by provider 1, 2: $by"
echo "ok: large pings on a small path: replies by provider 1, 2: $by"
is "$(reply_way)" " dev back0" "the way of replies afterwards"

r nft -f - <<-EOT || fail "nftables"
	table inet firewall {
		chain input {
			type filter hook input priority filter
			icmpv6 type packet-too-big ct state invalid drop
		}
	}
EOT
forge
is "$(reply_way)" " dev back0" "the way of replies after a forged error"
works "the server reaches the router" s ping -q -c 1 -W 5 2001:db8:2::2
pings_back 2 2001:db8:2::2

# and without (unless the kernel has learnt to suppress exceptions)
r nft delete table inet firewall
forge
echo "without the firewall: the way of replies is$(reply_way)"
