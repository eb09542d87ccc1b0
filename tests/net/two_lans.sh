#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stage-2 rules distinguish two LANs with one public address by their ingress
#
# The gateway of tests/gateway.sh, with another host on its own LAN
#
#   h1, h2 -- lan   r  isp1 -- p1 -- s
#   h3 -----  lan2     isp2 -- p2 --'
#
# and an address that both providers carry. After SNAT, packets of both LANs look the same; `iif` in
# stage-2 rules still distinguishes them, since it matches the real ingress. With `ingress self` it
# is nvi0 for both.
. "$(dirname "$0")/../lib.sh"
need socat

PI4=198.18.0.9
PI6=2001:db8:99::9

gateway_nets
two_stages
setup_ns h3
link "$r" lan2 "$h3" eth0
addr "$r" lan2 10.0.3.1/24 fd00:c::1/64
addr "$h3" eth0 10.0.3.10/24 fd00:c::10/64
ip -n "$h3" route add default via 10.0.3.1
ip -n "$h3" route add default via fd00:c::1

snat "meta nfproto ipv4 snat ip to $PI4" "meta nfproto ipv6 snat ip6 to $PI6"
for n in 1 2; do
	p=p$n
	ip netns exec "${!p}" nft insert rule inet isp forward iifname eth0 ip saddr $PI4 counter name out accept
	ip netns exec "${!p}" nft insert rule inet isp forward iifname eth0 ip6 saddr $PI6 counter name out accept
done
# All answers come through provider 1; the test does not depend on them
ip -n "$s" route add $PI4 via 10.9.1.1
ip -n "$s" route add $PI6 via fd00:9:1::1
ip -n "$p1" route add $PI4 via 192.0.2.2
ip -n "$p1" route add $PI6 via 2001:db8:1::2

for f in -4 -6; do
	ip -n "$r" $f rule add pref 1101 iif lan2 lookup 100
done
for rule in "iif lan lookup 101" "iif lan2 lookup 102"; do
	# shellcheck disable=SC2086
	ip -n "$r" rule add pref 1000 from $PI4 $rule &&
		ip -n "$r" -6 rule add pref 1000 from $PI6 $rule || fail "rule $rule"
done

# outs: set $left to the packets through provider 1 and 2 since the last call
outs()
{
	local now1 now2

	now1=$(passed "$p1" out)
	now2=$(passed "$p2" out)
	left="$((now1 - was1)) $((now2 - was2))"
	was1=$now1
	was2=$now2
}

was1=0 was2=0
whoami "$s" tcp udp
for p in tcp udp; do
	for h in "$h1" "$h3"; do
		is "$(ask "$h" $p $SERVER4)" $PI4 "$p of $h source at the server"
		is "$(ask "$h" $p $SERVER6)" $PI6 "$p of $h, IPv6, source at the server"
	done
done
outs
for to in $SERVER4 $SERVER6; do
	works "h1 pings $to" h1 ping -q -c 5 -i 0.01 $to
	outs
	is "$left" "5 0" "h1's packets through provider 1, 2"
	works "h3 pings $to" h3 ping -q -c 5 -i 0.01 $to
	outs
	is "$left" "0 5" "h3's packets through provider 1, 2"
done

works "ingress self" ip -n "$r" link set nvi0 type nvi fast off ingress self
for f in -4 -6; do
	pi=$PI4
	[[ $f == -6 ]] && pi=$PI6
	ip -n "$r" $f rule add pref 999 from $pi iif nvi0 lookup 102
done
for to in $SERVER4 $SERVER6; do
	works "h1 pings $to" h1 ping -q -c 5 -i 0.01 $to
	works "h3 pings $to" h3 ping -q -c 5 -i 0.01 $to
	outs
	is "$left" "0 10" "h1's and h3's packets through provider 1, 2"
done
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
