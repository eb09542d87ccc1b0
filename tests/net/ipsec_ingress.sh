#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# In stage 2, the IPsec encapsulation of a LAN's packet is a packet of the router's own
#
# The gateway of tests/gateway.sh, and an ESP tunnel between the router's address of provider 2 and
# the server. h2 pings an address behind the server. The router encapsulates the packets, and a rule
# for its own packets routes the ESP packets to nvi0. They came in by no interface, so their second
# stage begins at nvi0: a rule with `iif nvi0` leads them to provider 2. A rule with `iif lan` in
# front of it leads to provider 1 and must not match.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
modprobe -aq esp4 esp6 xfrm_user || skip "this kernel has no IPsec"

# half NS SOURCE DESTINATION SPI DIRECTION LAN FAR: configure one direction at one end of the
# tunnel, for packets from LAN to FAR
half()
{
	local key=0x000102030405060708090a0b0c0d0e0f10111213

	ip -n "$1" xfrm state add src "$2" dst "$3" proto esp spi "$4" reqid 1 mode tunnel \
		aead "rfc4106(gcm(aes))" $key 128 || skip "this kernel has no AES-GCM"
	for dir in $5; do
		ip -n "$1" xfrm policy add dir "$dir" src "$6" dst "$7" \
			tmpl src "$2" dst "$3" proto esp reqid 1 mode tunnel || fail "xfrm policy"
	done
}

# tunnel ROUTER SERVER LAN FAR: configure both directions at both ends
tunnel()
{
	half "$r" "$1" "$2" 0x100 out "$3" "$4"
	half "$s" "$1" "$2" 0x100 in "$3" "$4"
	half "$s" "$2" "$1" 0x200 out "$4" "$3"
	half "$r" "$2" "$1" 0x200 "in fwd" "$4" "$3"
}

gateway_nets
two_stages
addr "$s" lo 172.31.0.1/32 fd00:31::1/128
batch "$s" <<<"route add 10.0.0.0/24 via 10.9.2.1 src 172.31.0.1"
batch "$s" -6 <<<"route add fd00:a::/64 via fd00:9:2::1 src fd00:31::1"
tunnel 198.51.100.2 $SERVER4 10.0.0.0/24 172.31.0.1/32
tunnel 2001:db8:2::2 $SERVER6 fd00:a::/64 fd00:31::1/128
batch "$r" -4 <<-EOT
	rule add pref 800 iif lo from 198.51.100.2 to $SERVER4 lookup 100
	rule add pref 801 iif lan from 198.51.100.2 lookup 101
	rule add pref 802 iif nvi0 from 198.51.100.2 lookup 102
EOT
batch "$r" -6 <<-EOT
	rule add pref 800 iif lo from 2001:db8:2::2 to $SERVER6 lookup 100
	rule add pref 801 iif lan from 2001:db8:2::2 lookup 101
	rule add pref 802 iif nvi0 from 2001:db8:2::2 lookup 102
EOT
for i in p1 p2; do
	ip netns exec "${!i}" nft -f - <<-EOT || fail "nftables"
		table inet tunnel {
			counter four { }
			counter six { }
			chain forward {
				type filter hook forward priority -10
				iifname eth0 meta nfproto ipv4 meta l4proto esp counter name four
				iifname eth0 meta nfproto ipv6 meta l4proto esp counter name six
			}
		}
	EOT
done

wait_for 10 h2 ping -q -c 1 -W 1 172.31.0.1
wait_for 10 h2 ping -q -c 1 -W 1 fd00:31::1
for f in 4 6; do
	if [[ $f == 4 ]]; then far=172.31.0.1 esp=four; else far=fd00:31::1 esp=six; fi
	one=$(passed "$p1" $esp) two=$(passed "$p2" $esp)
	in=$(stage2 "$r" $f) own=$(link_stats "$r" nvi0 rx_packets)
	works "IPv$f: h2 pings through the tunnel" h2 ping -q -c 3 -i 0.01 -W 2 $far
	is $(($(passed "$p1" $esp) - one)),$(($(passed "$p2" $esp) - two)) 0,3 "IPv$f: ESP packets through provider 1, 2"
	is $(($(stage2 "$r" $f) - in)) 3 "IPv$f: packets in stage 2"
	is $(($(link_stats "$r" nvi0 rx_packets) - own)) 3 "IPv$f: packets received by nvi0"
done
is "$(drops "$r")" "" "drop counters above 0"
