#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Taps on the real ingress see a packet once, and a second time with replay on
#
# The gateway of tests/gateway.sh, with all kinds of taps on lan: tcpdump, a policer in tc ingress,
# netfilter's ingress hook. Stage 2 comes in by lan again and must not pass them a second time,
# unless replay is on. nvi0 shows the translated packet.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need tcpdump tc jq

dir=$(mktemp -d)
on_exit rm -rf "$dir"

# tap DEVICE in|out: write the echo requests that tcpdump shows to $dir/DEVICE, one a line
tap()
{
	: >"$dir/$1.err"
	start ip netns exec "$r" tcpdump -Q "$2" -i "$1" -n -l --immediate-mode \
		"icmp[icmptype] == icmp-echo or icmp6[icmp6type] == icmp6-echo" \
		>"$dir/$1" 2>"$dir/$1.err"
	wait_for 10 grep -q 'listening on' "$dir/$1.err"
}

lines() { (($(wc -l <"$dir/$1") >= $2)); }
shown() { grep -c -F -- "$2" "$dir/$1"; }

policed()
{
	r tc -s -j filter show dev lan ingress |
		jq '[.[].options.actions[]?.stats.packets] | add'
}

# all: the packets that each tap has seen
all()
{
	echo "tcpdump=$(wc -l <"$dir/lan") tc=$(policed) netfilter=$(passed "$r" echoes)"
}

# pings LINES: send 10 pings of IPv4 and 5 of IPv6; wait until tcpdump has shown LINES on lan so
# far, and all packets of nvi0
pings()
{
	works "h2 pings" h2 ping -q -c 10 -i 0.01 $SERVER4
	works "h2 pings, IPv6" h2 ping -q -c 5 -i 0.01 $SERVER6
	wait_for 5 lines lan "$1"
	wait_for 5 lines nvi0 $(($(stage2 "$r" 4) + $(stage2 "$r" 6)))
}

gateway
r tc qdisc add dev lan clsact
r tc filter add dev lan ingress protocol ip pref 1 flower ip_proto icmp type 8 \
	action police rate 1gbit burst 10m conform-exceed drop/pass || skip "this kernel has no policer (act_police)"
r tc filter add dev lan ingress protocol ipv6 pref 2 flower ip_proto icmpv6 type 128 \
	action police rate 1gbit burst 10m conform-exceed drop/pass
r nft -f - <<'EOT'
table netdev taps {
	counter echoes { }
	chain in {
		type filter hook ingress device lan priority 0
		icmp type echo-request counter name echoes
		icmpv6 type echo-request counter name echoes
	}
}
EOT
tap lan in
tap nvi0 out

pings 15
is "$(all)" "tcpdump=15 tc=15 netfilter=15" "replay off: packets seen on lan"
is "$(shown lan '10.0.0.20 > 203.0.113.1'),$(shown lan 'fd00:a::20 > 2001:db8:ff::1')" \
	10,5 "packets with the private source on lan"
is "$(shown nvi0 '198.51.100.2 > 203.0.113.1'),$(shown nvi0 '2001:db8:2::2 > 2001:db8:ff::1')" \
	10,5 "translated packets on nvi0"

ip -n "$r" link set nvi0 type nvi fast off replay on || fail "cannot switch replay on"
pings 45
is "$(all)" "tcpdump=45 tc=45 netfilter=45" "replay on: packets seen on lan, each twice"
is "$(shown lan '198.51.100.2 > 203.0.113.1'),$(shown lan '2001:db8:2::2 > 2001:db8:ff::1')" \
	10,5 "translated packets on lan"
is "$(passed "$p2" out)" 30 "packets through provider 2"
is "$(drops "$r")" "" "drop counters above 0"
