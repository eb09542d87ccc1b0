#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Replies of an inside server leave through the provider that the request came through
#
# The gateway of tests/gateway.sh, with inbound connections. s sends requests to the addresses of
# both providers, with one client address; DNAT leads both to h1. Only the address that h1's reply
# regains on nvi0's output tells the provider; the default route is isp1.
. "$(dirname "$0")/../lib.sh"
need socat

gateway_nets
two_stages
r nft -f - <<-EOT || fail "nftables"
	table inet nat {
		chain pre {
			type nat hook prerouting priority dstnat
			iifname { isp1, isp2 } fib daddr type local meta nfproto ipv4 dnat ip to 10.0.0.10
			iifname { isp1, isp2 } ip6 daddr { 2001:db8:1::2, 2001:db8:2::2 } dnat ip6 to fd00:a::10
		}
	}
EOT
for n in 1 2; do
	ip -n "$s" route change 2001:db8:$n::/64 via fd00:9:$n::1 src $SERVER6
done
ip -n "$s" route change 192.0.2.0/24 via 10.9.1.1 src $SERVER4
ip -n "$s" route change 198.51.100.0/24 via 10.9.2.1 src $SERVER4

BIND4=10.0.0.10 BIND6=fd00:a::10 whoami "$h1" tcp udp
for p in tcp udp; do
	for public in 192.0.2.2 198.51.100.2; do
		is "$(ask "$s" $p $public)" $SERVER4 "$p to $public is answered; client address"
	done
	for public in 2001:db8:1::2 2001:db8:2::2; do
		is "$(ask "$s" $p $public)" $SERVER6 "$p to $public is answered; client address"
	done
done

# Counted exactly
was=$(passed "$p1" out),$(passed "$p2" out),$(stage2 "$r" 4),$(stage2 "$r" 6)
works "ping through provider 1" s ping -q -c 5 -i 0.01 192.0.2.2
works "ping through provider 2" s ping -q -c 7 -i 0.01 198.51.100.2
works "ping through provider 2, IPv6" s ping -q -c 3 -i 0.01 2001:db8:2::2
IFS=, read -r out1 out2 re4 re6 <<<"$was"
is $(($(passed "$p1" out) - out1)) 5 "replies through provider 1"
is $(($(passed "$p2" out) - out2)) 10 "replies through provider 2"
is $(($(stage2 "$r" 4) - re4)) 12 "replies through nvi0, IPv4"
is $(($(stage2 "$r" 6) - re6)) 3 "replies through nvi0, IPv6"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"

# Without the first stage, replies follow the default route to provider 1
ip -n "$r" rule del pref 1100 iif lan lookup 100
works "one stage: provider 1 works" s ping -q -c 3 -i 0.01 192.0.2.2
refused "one stage: provider 2 does not" s ping -q -c 3 -i 0.01 -W 1 198.51.100.2
is "$(passed "$p1" bogus)" 3 "one stage: packets with a wrong source at provider 1"
