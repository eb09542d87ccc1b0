#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a firewall that drops invalid ICMPv6 errors keeps a forged "packet too big" from moving replies
#
# tests/reflection.sh, and the error of tests/net/forged_mtu.sh: it quotes a packet from the
# router's LAN address. No `from` rule matches that address, so the exception belongs to the main
# table's default route, provider 1's. "lookup main suppress_prefixlength 0" precedes the rules that
# lead to back0, and does not suppress it. A genuine error, about a reflected reply, makes an
# exception of the route to back0, and moves nothing.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
. "$(dirname "$0")/../forged_mtu.sh"
need socat

# reply_way: the output device of a reply to the server
reply_way() { ip -n "$r" -6 route get $SERVER6 from 2001:db8:2::2 | grep -o ' dev [a-z0-9]*'; }

reflection
ask_by 2
works "the server reaches the router" s ping -q -c 1 -W 5 2001:db8:2::2
pings_back 2 2001:db8:2::2

# A path MTU of 1280 behind provider 2: the router gets the error and fragments its replies
ip -n "$s" link set p2 mtu 1280
ip -n "$p2" link set wan mtu 1280
replies "large pings" s ping -q -c 3 -i 0.3 -s 1400 -W 2 2001:db8:2::2
[[ $by == "0 "[1-9]* ]] || fail "replies through provider 1, 2: $by"
echo "ok: pings larger than the path MTU: replies through provider 1, 2: $by"
is "$(reply_way)" " dev back0" "output device of replies afterwards"

r nft -f - <<-EOT || fail "nftables"
	table inet firewall {
		chain input {
			type filter hook input priority filter
			icmpv6 type packet-too-big ct state invalid drop
		}
	}
EOT
forge
is "$(reply_way)" " dev back0" "output device of replies after a forged error"
works "the server reaches the router" s ping -q -c 1 -W 5 2001:db8:2::2
pings_back 2 2001:db8:2::2

# Without the firewall; the result depends on whether the kernel suppresses exceptions
r nft delete table inet firewall
forge
echo "without the firewall: output device of replies:$(reply_way)"
