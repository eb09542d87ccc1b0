#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Path MTU discovery works through both stages
#
# The gateway of tests/gateway.sh, with a link of MTU 1400. First it is behind provider 2, whose
# ICMP error returns to the router like any answer. Then it is isp2 itself, so stage 2 sends the
# error, to the translated address, and NAT leads it to h2. The rule of pref 50 lets the main table
# route to the LAN first. Without it, the error would match the `from` rule of its own source, leave
# by isp2, and h2 would not learn the MTU.
. "$(dirname "$0")/../lib.sh"
need socat tracepath

# forget: delete learnt path MTUs and ICMP rate limits
forget()
{
	local n f

	for n in h2 s r; do
		for f in -4 -6; do ip -n "${!n}" $f route flush cache; done
	done
}

# known NS ADDRESS: the path MTU that NS has learnt
known()
{
	local route

	route=$(ip -n "$1" route get "$2")
	[[ $route =~ \ mtu\ ([0-9]+) ]] && echo "${BASH_REMATCH[1]}" || echo unknown
}

# probe ADDRESS: send one packet of 1500 octets that must not be fragmented
probe()
{
	local size=1472

	[[ $1 == *:* ]] && size=1452
	h2 ping -q -c 1 -W 1 -M "do" -s $size "$1" >/dev/null 2>&1
}

# discovers WHERE: check path MTU discovery with each protocol
discovers()
{
	local a

	forget
	for a in $SERVER4 $SERVER6; do
		refused "$1: h2 sends too big to $a" probe $a
		is "$(known "$h2" $a)" 1400 "$1: path MTU at h2 to $a"
	done
	forget
	for a in $SERVER4 $SERVER6; do
		is "$(h2 tracepath -n -m 6 $a | awk '/Resume/ { print $3 }')" 1400 \
			"$1: tracepath to $a"
	done
	forget
	transfer upload $SERVER4
	transfer upload "[$SERVER6]"
	forget
	transfer download 198.51.100.2
	transfer download "[2001:db8:2::2]"
}

gateway
inbound_to_h2
# no rate limit of ICMP errors to h2
r sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
p2 sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
blob 1000000

# the other end may still send 1500: the test is about h2's direction
ip -n "$p2" link set wan mtu 1400
discovers "behind provider 2"
is "$(drops "$r")" "" "drop counters above 0"

ip -n "$p2" link set wan mtu 1500
ip -n "$r" link set isp2 mtu 1400
discovers "at isp2"
# the kernel counts for IPv6
compare "$(counter "$r" drop_too_big)" '>=' 3 "drop_too_big of isp2, IPv4"
before=$(drops "$r")
is "${before%=*}" drop_too_big "the only drop counter above 0"

# Without the rule of pref 50
for f in -4 -6; do
	ip -n "$r" $f rule del pref 50
done
forget
for a in $SERVER4 $SERVER6; do
	works "without pref 50: h2 pings $a" h2 ping -q -c 1 -W 1 $a
	refused "without pref 50: h2 sends too big to $a" probe $a
	is "$(known "$h2" $a)" unknown "without pref 50: path MTU at h2 to $a"
done
is $(($(counter "$r" drop_too_big) - ${before#*=})) 1 "drop_too_big of isp2, IPv4"

for f in -4 -6; do
	ip -n "$r" $f rule add pref 50 lookup main suppress_prefixlength 0
done
for a in $SERVER4 $SERVER6; do
	refused "with pref 50 again: h2 sends too big to $a" probe $a
	is "$(known "$h2" $a)" 1400 "with pref 50 again: path MTU at h2 to $a"
done
