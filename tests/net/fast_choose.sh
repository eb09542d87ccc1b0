#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With fastmark, only connections whose mark is that one take the fast path
#
# The gateway of tests/gateway.sh. A firewall marks h2's connections when they begin, and
# none of h1's; other bits are the administrator's. Then the mark that is asked for changes, and the
# mark of a connection that is on the fast path; and an answer brings it.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need talk conntrack

# fast_of NS ADDRESS WHAT: 10 more datagrams, of a connection that has had two, take the
# fast path both ways
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

# warm: the devices that packets come in by are known
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
# The devices' hooks stay when nvi0 changes
works "fastmark" ip -n "$r" link set nvi0 type nvi fastmark 0x10/0x10
for server in $SERVER4 $SERVER6; do
	slow_of "$h1" $server "fastmark 0x10/0x10, $server, h1, which has not this mark"
	fast_of "$h2" $server "fastmark 0x10/0x10, $server, h2, which has it"
done

# All but those
works "another mark" ip -n "$r" link set nvi0 type nvi fastmark 0/0x10
for server in $SERVER4 $SERVER6; do
	fast_of "$h1" $server "fastmark 0/0x10, $server, h1"
	slow_of "$h2" $server "fastmark 0/0x10, $server, h2"
done

# Without a mask it is the whole mark
works "a whole mark" ip -n "$r" link set nvi0 type nvi fastmark 0x10
slow_of "$h2" $SERVER4 "fastmark 0x10, h2, which has 0x710"
works "a whole mark" ip -n "$r" link set nvi0 type nvi fastmark 0x710
fast_of "$h2" $SERVER4 "fastmark 0x710, h2"

# A connection that is on the fast path stays there, whatever its mark becomes
works "a later change" r conntrack -U -f ipv4 -p udp -s 10.0.0.20 -m 0 >/dev/null 2>&1
fast=$(fast_packets)
is "$(says 10)" 10 "marked otherwise later: answers"
is $(($(fast_packets) - fast)) 20 "marked otherwise later: on the fast path"

# It may be the answer that brings it. The packet after it is the one that is asked.
works "no such mark" ip -n "$r" link set nvi0 type nvi fastmark 0x1/0x1
r nft flush chain inet m forward
r nft add rule inet m forward iifname isp2 udp sport 7010 ct mark set 0x1
fast_of "$h2" $SERVER4 "marked by the answer"

works "off" ip -n "$r" link set nvi0 type nvi fastmark off
r nft delete table inet m
fast_of "$h1" $SERVER6 "fastmark off"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "by the wrong provider"
is "$(drops "$r")" "" "drops"
