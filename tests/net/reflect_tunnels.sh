#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a reply enters the tunnel that its connection came by
#
#                   .== wg1, tun1 ==.
#   g 203.0.113.1 --+               +-- r 192.0.2.2, on lo
#     2001:db8:ff::1 '== wg2, tun2 =='    2001:db8:1::2
#
# Two WireGuard and two tun devices over one Ethernet; socat carries the packets of the tun devices.
# They have no link-layer addresses. The router's only route to g's address leads to back0, so each
# reply shows which tunnel the record has.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need socat

setup_ns r g
link "$r" e0 "$g" e0
addr "$r" e0 10.7.0.1/24
addr "$g" e0 10.7.0.2/24
forwarding "$r" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
batch "$r" <<-EOT
	addr add 192.0.2.2/32 dev lo
	addr add 2001:db8:1::2/128 dev lo
	link add back0 type nvi mode reflect
	link set back0 up
	route add default dev back0 table 200
	rule add pref 1000 from 192.0.2.2 lookup 200
EOT
batch "$r" -6 <<-EOT
	route add default dev back0 table 200
	rule add pref 1000 from 2001:db8:1::2 lookup 200
EOT
batch "$g" <<-EOT
	addr add 203.0.113.1/32 dev lo
	addr add 2001:db8:ff::1/128 dev lo
EOT

# Count the packets that arrive at g, by tunnel, before defragmentation
g nft -f - <<-EOT
	table inet back {
		counter tun1 { }
		counter tun2 { }
		counter wg1 { }
		counter wg2 { }
		chain pre {
			type filter hook prerouting priority -450
			ip saddr 192.0.2.2 counter name iifname map { "tun1" : "tun1", "tun2" : "tun2", "wg1" : "wg1", "wg2" : "wg2" }
			ip6 saddr 2001:db8:1::2 counter name iifname map { "tun1" : "tun1", "tun2" : "tun2", "wg1" : "wg1", "wg2" : "wg2" }
		}
	}
EOT

# by DEVICE: route g's packets to the router's addresses by DEVICE
by()
{
	ip -n "$g" route replace 192.0.2.2 dev "$1" src 203.0.113.1
	ip -n "$g" -6 route replace 2001:db8:1::2 dev "$1" src 2001:db8:ff::1
}

# back KIND: check both tunnels of the kind, with IPv4, IPv6 and fragmented replies
back()
{
	local n one two

	for n in 1 2; do
		by "$1$n"
		# WireGuard needs a handshake, socat a first packet
		wait_for 10 g ping -q -c 1 -W 0.3 192.0.2.2
		wait_for 10 g ping -q -c 1 -W 0.3 2001:db8:1::2
		one=$(passed "$g" "${1}1") two=$(passed "$g" "${1}2")
		works "$1$n" g ping -q -c 3 -i 0.01 -W 2 192.0.2.2
		works "$1$n, IPv6" g ping -q -c 3 -i 0.01 -W 2 2001:db8:1::2
		works "$1$n, larger than its MTU" g ping -q -M dont -s 2000 -c 1 -W 2 192.0.2.2
		works "$1$n, larger than its MTU, IPv6" g ping -q -M dont -s 2000 -c 1 -W 2 2001:db8:1::2
		one=$(($(passed "$g" "${1}1") - one)) two=$(($(passed "$g" "${1}2") - two))
		is "$one $two" "$([[ $n == 1 ]] && echo 10 0 || echo 0 10)" "$1$n: packets back through ${1}1, ${1}2"
	done
}

modprobe -q tun
[[ -e /dev/net/tun ]] || { mkdir -p /dev/net && mknod /dev/net/tun c 10 200; }
for n in 1 2; do
	start ip netns exec "$r" socat "TUN,tun-name=tun$n,iff-no-pi,iff-up" \
		"UDP-DATAGRAM:10.7.0.2:600$n,bind=10.7.0.1:600$n"
	start ip netns exec "$g" socat "TUN,tun-name=tun$n,iff-no-pi,iff-up" \
		"UDP-DATAGRAM:10.7.0.1:600$n,bind=10.7.0.2:600$n"
	wait_for 10 ip -n "$r" link show up dev tun$n
	wait_for 10 ip -n "$g" link show up dev tun$n
done
back tun

if modprobe -q wireguard && command -v wg >/dev/null; then
	keys=$(mktemp -d)
	on_exit rm -rf "$keys"
	umask 077; for end in r g; do wg genkey >"$keys/$end"; done
	for n in 1 2; do
		for end in r g; do
			[[ $end == r ]] && other=g there=10.7.0.2 allowed=203.0.113.1/32,2001:db8:ff::1/128
			[[ $end == g ]] && other=r there=10.7.0.1 allowed=192.0.2.2/32,2001:db8:1::2/128
			ip -n "${!end}" link add "wg$n" type wireguard
			ip netns exec "${!end}" wg set "wg$n" listen-port 700$n private-key "$keys/$end" \
				peer "$(wg pubkey <"$keys/$other")" allowed-ips "$allowed" endpoint "$there:700$n"
			ip -n "${!end}" link set "wg$n" up
		done
	done
	back wg
else
	echo "no WireGuard: not tested"
fi
is "$(drops "$r" back0)" "" "drop counters above 0"
