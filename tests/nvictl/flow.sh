#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# flow show: both tuples, the ingress of both directions, the previous hop, filters
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl

flows() { r nvictl "$@"; }

gateway
whoami "$s" tcp udp
is "$(ask "$h1" tcp $SERVER4)" 192.0.2.2 "h1's source at the server"
is "$(ask "$h2" udp $SERVER4)" 198.51.100.2 "h2's source at the server"
is "$(ask "$h2" tcp $SERVER6)" 2001:db8:2::2 "h2's source at the server, IPv6"

mac=$(h1 cat /sys/class/net/eth0/address)
got=$(flows -j flow show from 10.0.0.10 proto tcp | jq -c '.[] |
	[.family, .proto, .original.src, .original.dst, .original.dport, .translated.src,
	.translated.dst, .ingress.original, .ingress.reply, .ingress.lladdr]')
is "$got" "[\"inet\",\"tcp\",\"10.0.0.10\",\"$SERVER4\",$WHOAMI,\"192.0.2.2\",\"$SERVER4\",\"lan\",\"isp1\",\"$mac\"]" \
	"the connection of h1"
line=$(flows flow show from 10.0.0.10 proto tcp)
[[ $line =~ ^tcp\ 10\.0\.0\.10:([0-9]+)\ -\>\ $SERVER4:$WHOAMI\ as\ 192\.0\.2\.2:[0-9]+\ -\>\ $SERVER4:$WHOAMI\ ingress\ lan\ lladdr\ $mac\ reply-ingress\ isp1$ ]] ||
	fail "text is: $line"
port=${BASH_REMATCH[1]}

count() { flows -j flow show "$@" | jq length; }
is "$(count sport "$port")" 1 "connections by source port"
is "$(count dport 7000-7010 proto udp)" 1 "connections by ports and protocol"
is "$(count ingress lan proto tcp)" 2 "connections by ingress"
is "$(count ingress isp1)" 0 "connections by another ingress"
is "$(count dev isp2 proto tcp)" 1 "connections by device of either direction"
is "$(count as 198.51.100.0/24)" 1 "connections by translated source"
is "$(count addr 2001:db8:2::/64)" 1 "connections by any address"
is "$(flows -6 -j flow show proto tcp | jq length)" 1 "IPv6 connections"
is "$(flows -j flow show to 9.9.9.9)" "[]" "an empty list is valid JSON"
flows -s -d -j flow show | jq -e 'all(has("timeout"))' >/dev/null || fail "no details"
! flows --color=auto flow show | has $'\e' || fail "colours in a pipe"

# device show counts connections by ingress
got=$(flows -j device show nvi0 | jq -c '[.[0].ingress[] | select(.ifname == "lan") | .connections > 2]')
is "$got" "[true]" "device show: lan is the ingress of more than 2 connections"

check 1 '*address*"nowhere"*' flows flow show from nowhere
check 2 '*no device "eth77"*' flows flow show ingress eth77
check 1 '*protocol*"quic"*' flows flow show proto quic
check 1 '*"sport" takes a port*"70000"*' flows flow show sport 70000
check 2 '*CAP_NET_ADMIN*' ordinary "$r" nvictl flow show
