#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With fastmark, only connections with a matching mark take the fast path
#
# The gateway of tests/gateway.sh. A firewall marks h2's new connections, and none of h1's; other
# bits of the mark are set, too. Then fastmark changes; then the mark of a connection that is on
# the fast path; at last an answer sets the mark.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need talk conntrack

# exchanged NS ADDRESS WHAT: set $exchanged to the packets on the fast path, both ways, of 10 more
# datagrams of a connection that has had two
exchanged()
{
	local fast

	speaks "$1" "$2"
	is "$(says 2)" 2 "$3: first answers"
	fast=$(fast_packets)
	is "$(says 10)" 10 "$3: answers"
	exchanged=$(($(fast_packets) - fast))
}
fast_of() { exchanged "$@"; is $exchanged 20 "$3: on the fast path"; }
slow_of() { exchanged "$@"; is $exchanged 0 "$3: on the fast path"; }

# warm: send until the hooks of the ingress devices are registered
warm()
{
	speaks "$h2" "$1"
	wait_for 10 is_fast
}

gateway fast on
echoes "$s"
fast_settled "$r"
for server in $SERVER4 $SERVER6; do warm $server; speaks "$h1" $server; wait_for 10 is_fast; done
r nft -f - <<-'EOT' || fail "nftables"
	table inet m {
		chain forward {
			type filter hook forward priority mangle
			ct state new meta l4proto udp ct mark set 0x700
			ct state new ip saddr 10.0.0.20 udp dport 7010 ct mark set ct mark | 0x10
			ct state new ip6 saddr fd00:a::20 udp dport 7010 ct mark set ct mark | 0x10
		}
	}
EOT
# The hooks stay registered when nvi0 changes
works "fastmark" ip -n "$r" link set nvi0 type nvi fastmark 0x10/0x10
for server in $SERVER4 $SERVER6; do
	slow_of "$h1" $server "fastmark 0x10/0x10, $server, h1, without this mark"
	fast_of "$h2" $server "fastmark 0x10/0x10, $server, h2, with this mark"
done

# The inverse
works "another mark" ip -n "$r" link set nvi0 type nvi fastmark 0/0x10
for server in $SERVER4 $SERVER6; do
	fast_of "$h1" $server "fastmark 0/0x10, $server, h1"
	slow_of "$h2" $server "fastmark 0/0x10, $server, h2"
done

# Without a mask, the whole mark is compared
works "a whole mark" ip -n "$r" link set nvi0 type nvi fastmark 0x10
slow_of "$h2" $SERVER4 "fastmark 0x10, h2, which has 0x710"
works "a whole mark" ip -n "$r" link set nvi0 type nvi fastmark 0x710
fast_of "$h2" $SERVER4 "fastmark 0x710, h2"

# A later change of the mark leaves the connection on the fast path
works "a later change" r conntrack -U -f ipv4 -p udp -s 10.0.0.20 -m 0 >/dev/null 2>&1
fast=$(fast_packets)
is "$(says 10)" 10 "mark changed later: answers"
is $(($(fast_packets) - fast)) 20 "mark changed later: packets on the fast path"

# An answer may set the mark. The mark is compared at the packet that follows.
works "a mark that no connection has" ip -n "$r" link set nvi0 type nvi fastmark 0x1/0x1
r nft flush chain inet m forward
r nft add rule inet m forward iifname isp2 udp sport 7010 ct mark set 0x1
fast_of "$h2" $SERVER4 "marked by the answer"

works "off" ip -n "$r" link set nvi0 type nvi fastmark off
r nft delete table inet m
fast_of "$h1" $SERVER6 "fastmark off"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
