#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway run: uplinks follow the addresses and gateways that DHCP and router advertisements set
#
# The file is examples/dhcp.conf; each change is one line in the log. The topology is in
# tests/gateway.sh, but isp1's IPv6 is configured by p1's router advertisements only. "DHCP"
# imitates a client: addresses with a lifetime, routes of protocol dhcp.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl socat conntrack

gateway_nets
work=$(mktemp -d)
on_exit rm -rf "$work"
conf=$(dirname "$0")/../../Documentation/examples/dhcp.conf
# the state of a router that has just booted
ip -n "$r" -6 addr flush dev isp1 scope global
ip -n "$r" -6 route del default
ip -n "$r" -4 route del default
ip -n "$r" addr del 192.0.2.2/24 dev isp1
r sysctl -qw net.ipv6.conf.all.forwarding=0 net.ipv6.conf.isp1.accept_ra=1
before=$(state)

# dhcp ADDRESS GATEWAY: replace isp1's IPv4 configuration
dhcp()
{
	ip -n "$r" -4 addr flush dev isp1
	batch "$r" <<-EOT
		addr add $1/24 dev isp1 valid_lft 3600 preferred_lft 3600
		route add default via $2 dev isp1 proto dhcp metric 1024
	EOT
}
# advertise LIFETIME: p1 advertises itself and 2001:db8:1::/64 for LIFETIME seconds
advertise()
{
	local life prefix=20010db8000100000000000000000000

	printf -v life %04x "$1"
	# type, code, checksum (the kernel's), hops, flags, lifetime, timers; prefix
	printf %b "$(fold -w 2 <<<"860000004000${life}0000000000000000030440c00000ffff0000ffff00000000$prefix" | sed 's/^/\\x/' | tr -d '\n')" |
		ip netns exec "$p1" socat -u - 'IP6-SENDTO:[ff02::1%eth0]:58,setsockopt-int=41:18:255'
}
told() { [[ $(grep -c -F -- "$1" "$work/log") == "${2-1}" ]]; }
# seen HOST FAMILY: print the host's source at the server
seen() { if [[ $2 == 4 ]]; then ask "$1" tcp $SERVER4; else ask "$1" tcp $SERVER6; fi; }

# Without addresses, the provider is not used, and the other one is
r nvictl gateway apply "$conf" >"$work/lines" 2>"$work/said" || fail "apply"
is "$(grep -c 'has no address of IPv[46]' "$work/said") $(grep -c 'no default route of IPv[46]' "$work/said")" "2 2" "messages about missing addresses, default routes"
whoami "$s" tcp
is "$(seen "$h1" 4) $(seen "$h1" 6)" "198.51.100.2 2001:db8:2::2" "h1's sources at the server: provider 2's"
is "$(r sysctl -n net.ipv6.conf.isp1.accept_ra)" 2 "accept_ra of isp1, on a router"
r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "state after remove"
is "$(r sysctl -n net.ipv6.conf.isp1.accept_ra)" 1 "accept_ra of isp1 after remove"

start ip netns exec "$r" nvictl gateway run "$conf" 2>"$work/log"
daemon=$pid
wait_for 20 told 'the gateway is as'
lines=1
# one WHAT TEXT [TIMES]: the log must get one more line, with that text
one()
{
	wait_for 20 told "$2" "${3-1}"
	lines=$((lines + 1))
	is "$(wc -l <"$work/log")" $lines "$1: $(tail -n 1 "$work/log")"
}
dhcp 192.0.2.7 192.0.2.1
one "a lease" 'isp1 has address 192.0.2.7; gateway 192.0.2.1; connections moved: 0'
is "$(seen "$h1" 4)" 192.0.2.7 "h1's source at the server, IPv4"
advertise 1800
wait_for 20 eval 'r ip -6 route show default | grep -q "dev isp1 proto ra"'
own=$(r ip -o -6 addr show dev isp1 scope global | sed -n 's/.*inet6 \([^/]*\).*/\1/p')
# the address may come after the route, since duplicate address detection takes time
wait_for 20 told "address 192.0.2.7, $own; gateway 192.0.2.1, fe80::"
lines=$(wc -l <"$work/log")
echo "ok: an advertisement: $(tail -n 1 "$work/log")"
is "$(seen "$h1" 6)" "${own/:0:/::}" "h1's source at the server, IPv6"

# Another lease: a connection of that uplink moves; one of the other uplink stays
start s socat -u UDP4-RECV:5000,bind=$SERVER4 STDOUT >"$work/udp"
wait_for 10 listening "$s" udp 5000
arrives() { ip netns exec "$h1" socat -u - "UDP4:$SERVER4:5000,sourceport=4001" <<<"$1"; grep -q "^$1\$" "$work/udp"; }
as() { r conntrack -L -p udp --orig-port-src 4001 2>/dev/null | sed -n 's/.* dst=\([^ ]*\) sport=5000 .*/\1/p'; }
wait_for 10 arrives one
is "$(as)" 192.0.2.7 "translated source of the connection"
r conntrack -D -p tcp >/dev/null 2>&1 # connections that have ended
dhcp 192.0.2.9 192.0.2.1
one "another lease" 'isp1 has address 192.0.2.9, '"$own"'; gateway 192.0.2.1, '
told 'moved: 1' || fail "moved: $(tail -n 1 "$work/log")"
wait_for 10 arrives two
is "$(as)" 192.0.2.9 "translated source after the move"

# Another gateway
addr "$p1" eth0 192.0.2.3/24
ip -n "$r" route replace default via 192.0.2.3 dev isp1 proto dhcp metric 1024
one "another gateway" 'gateway 192.0.2.3, '
is "$(r ip -4 route get 203.0.113.1 from 192.0.2.9 | grep -o 'via [^ ]*')" "via 192.0.2.3" "gateway of the route"
is "$(seen "$h1" 4)" 192.0.2.9 "h1's source at the server, IPv4"
wait_for 10 arrives three
is "$(as)" 192.0.2.9 "translated source of the connection: unchanged"

# The router advertises lifetime 0
advertise 0
one "no router" "$own; gateway 192.0.2.3; connections moved: 0"
is "$(seen "$h1" 6) $(seen "$h1" 4)" "2001:db8:2::2 192.0.2.9" "h1's sources at the server: IPv6 through provider 2, IPv4 unchanged"
advertise 1800
one "a router again" "$own; gateway 192.0.2.3, fe80::" 2
is "$(seen "$h1" 6)" "${own/:0:/::}" "h1's source at the server, IPv6"
sed 's/^/# /' "$work/log"
is "$(drops "$r")" "" "drop counters above 0"
stop "$daemon"
r nvictl gateway remove >/dev/null || fail "remove"
