#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Packets of a LAN host with the router's own source addresses are dropped
#
# The gateway of tests/gateway.sh. The kernel drops them for IPv4, and the firewall for IPv6, by
# `fib saddr . iif oif missing drop` on tracked packets. (Stage 2 is untracked.) 198.51.100.9 is
# another address that the router translates to; a route makes it local, and no interface has it. h1
# configures all of them and sends packets like the router's own, and like the second stage of h2's
# packets, while h2's packets pass. None may leave through any provider, with any rp_filter.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need socat

V4="198.51.100.2 192.0.2.2 10.0.0.1 198.51.100.9"
V6="2001:db8:2::2 2001:db8:1::2 fd00:a::1 2001:db8:2::9"

# martians: the number of sources that the kernel has refused, on all CPUs
martians()
{
	local hex sum=0

	for hex in $(awk 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "in_martian_src") c = i; next }
		{ print $c }' /proc/net/stat/rt_cache); do
		sum=$((sum + 16#$hex))
	done
	echo $sum
}

out() { for i; do echo "$(passed "${!i}" out),$(passed "${!i}" bogus)"; done | xargs; }

# spoof 4|6: send 3 pings from each address, and a datagram identical to the second stage of h2's
spoof()
{
	local a own=V$1 server=SERVER$1 datagram="UDP4-SENDTO:$SERVER4:5000,bind=198.51.100.2:5000"

	[[ $1 == 4 ]] || datagram="UDP6-SENDTO:[$SERVER6]:5000,bind=[2001:db8:2::2]:5000"
	for a in ${!own}; do
		h1 ping -q -I "$a" -c 3 -l 3 -W 0.1 "${!server}" >/dev/null
	done
	echo x | h1 socat -u - "$datagram,reuseaddr"
}

gateway
ip -n "$r" route add local 198.51.100.9 dev lo
ip -n "$r" -6 route add local 2001:db8:2::9 dev lo
# h1 will have the router's addresses itself, so the router's link-layer address is static
mac=$(r cat /sys/class/net/lan/address)
for a in 10.0.0.1 fd00:a::1; do
	ip -n "$h1" neigh replace $a lladdr "$mac" dev eth0 nud permanent
	ip -n "$h2" neigh replace $a lladdr "$mac" dev eth0 nud permanent
done
for a in $V4; do addr "$h1" eth0 "$a/32"; done
for a in $V6; do addr "$h1" eth0 "$a/128"; done
# h2 sends the original of the imitated datagram, always from one port. The server drops it, without
# an ICMP error.
s nft add table inet quiet
s nft add chain inet quiet in "{ type filter hook input priority 0; }"
s nft add rule inet quiet in udp dport 5000 drop

for filter in 0 1 2; do
	r sysctl -qw net.ipv4.conf.lan.rp_filter=$filter
	one=$(out p1) two=$(passed "$p2" out) seen=$(martians) re=$(stage2 "$r" 4)
	start ip netns exec "$h2" ping -q -c 40 -i 0.02 $SERVER4
	legitimate=$pid
	for _ in 1 2; do
		echo x | h2 socat -u - "UDP4-SENDTO:$SERVER4:5000,bind=10.0.0.20:5000"
	done
	spoof 4
	works "rp_filter $filter: h2 pings at the same time" wait "$legitimate"
	is $(($(martians) - seen)) 13 "rp_filter $filter: packets dropped as martians"
	is "$(out p1)" "$one" "rp_filter $filter: packets at provider 1 (forwarded, wrong source): unchanged"
	is $(($(passed "$p2" out) - two)) 42 "rp_filter $filter: packets through provider 2: h2's only"
	is $(($(stage2 "$r" 4) - re)) 42 "rp_filter $filter: packets in stage 2: h2's only"
done

# The kernel has no such check for IPv6. The firewall has it, by the rule that the README shows and
# `nvictl gateway` writes.
check_sources6
one=$(out p1) two=$(passed "$p2" out)
start ip netns exec "$h2" ping -q -c 40 -i 0.02 $SERVER6
legitimate=$pid
echo x | h2 socat -u - "UDP6-SENDTO:[$SERVER6]:5000,bind=[fd00:a::20]:5000"
spoof 6
works "h2 pings, IPv6, at the same time" wait "$legitimate"
is "$(passed "$r" spoofed)" 13 "IPv6: packets dropped by the firewall"
is "$(out p1)" "$one" "IPv6: packets at provider 1 (forwarded, wrong source): unchanged"
is $(($(passed "$p2" out) - two)) 41 "IPv6: packets through provider 2: h2's only"
is "$(passed "$p2" bogus)" 0 "packets with a wrong source at provider 2"
is "$(drops "$r")" "" "drop counters of nvi0 above 0"

# Cross-check: without the filters the packets leave, in stage 1, by the `from` rules. IPv4 passes
# with accept_local, IPv6 without the firewall's rule.
r sysctl -qw net.ipv4.conf.lan.accept_local=1 net.ipv4.conf.lan.rp_filter=0
r nft delete table inet guard
two=$(passed "$p2" out)
h1 ping -q -I 198.51.100.2 -c 3 -l 3 -W 0.1 $SERVER4
h1 ping -q -I 2001:db8:2::2 -c 3 -l 3 -W 0.1 $SERVER6
is $(($(passed "$p2" out) - two)) 6 "without the filters: packets through provider 2"
