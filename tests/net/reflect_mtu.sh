#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: the MTU of the recorded interface applies
#
# tests/reflection.sh. The link to provider 2 has MTU 1400, unknown to the server; back0 has 65535.
# Packets without DF are fragmented. TCP gets an error from the router, in the router itself and at
# h2, to which both providers' addresses are translated (not ICMP). TCP's GSO packets stay
# unsegmented until isp2: back0 sees few big packets.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need socat

reflection
for end in "$r isp2" "$p2 eth0"; do
	# shellcheck disable=SC2086
	set -- $end
	ip -n "$1" link set "$2" mtu 1400
done
ask_by 2

# Replies of the router larger than 1400 octets are fragmented, and arrive intact
for a in 198.51.100.2 2001:db8:2::2; do
	# IPv6: the server first learns its own path MTU, which takes a ping or two
	if [[ $a == *:* ]]; then
		wait_for 10 s ping -q -c 1 -W 1 -s 2000 $a
	else
		s ping -q -c 1 -W 1 -s 2000 $a >/dev/null
	fi
	had=$(counter "$r" reflect_ipv4 back0),$(counter "$r" reflect_ipv6 back0)
	works "ping $a with 2000 octets" s ping -q -c 2 -i 0.1 -W 2 -s 2000 $a
	echo "ok: packets reflected before and after: $had, $(counter "$r" reflect_ipv4 back0),$(counter "$r" reflect_ipv6 back0)"
done
is "$(counter "$r" reflect_ipv4 back0)" 6 "IPv4: reflected fragments of 3 replies"
compare "$(counter "$r" reflect_ipv6 back0)" '>=' 4 "IPv6: reflected fragments of replies"
is "$(drops "$r" back0)" "" "drop counters above 0"

# A download from the router
blob 1000000
get() # get ADDRESS WHAT: download the file
{
	: >"$blob.got"
	start ip netns exec "$r" socat -u "OPEN:$blob" TCP6-LISTEN:7010,ipv6only=0,reuseaddr
	server=$pid
	wait_for 10 listening "$r" tcp 7010
	timeout 60 ip netns exec "$s" socat -u "TCP:$1:7010" "CREATE:$blob.got" || fail "$2"
	wait "$server"
	is "$(sha256sum <"$blob.got")" "$(sha256sum <"$blob")" "$2"
}
big() # big FAMILY COMMAND...: a megabyte in fewer packets than half of those of 1348 octets
{
	local had n=$1

	shift
	had=$(counter "$r" reflect_ipv$n back0)
	"$@"
	compare $(($(counter "$r" reflect_ipv$n back0) - had)) '<' $((1000000 / 1348 / 2)) "packets of a megabyte through back0"
}
big 4 get 198.51.100.2 "download from the router"
big 6 get "[2001:db8:2::2]" "download from the router, IPv6"
compare "$(counter "$r" drop_too_big back0)" '>' 0 "drop_too_big: TCP has learnt the MTU"

# A download from h2
inbound_to_h2
big 4 transfer download 198.51.100.2
big 6 transfer download "[2001:db8:2::2]"
is "$(drops "$r" back0 | sed 's/=.*//')" "drop_too_big" "drop counters above 0"

# Without offloads at isp2 the packets are segmented before it
ip netns exec "$r" ethtool -K isp2 tso off gso off tx off >/dev/null
transfer download 198.51.100.2
transfer download "[2001:db8:2::2]"
