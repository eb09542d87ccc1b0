#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# nvi_reflect(3): reflection of one socket, and not of the one beside it
#
# On the gateway of tests/gateway.sh, whose default route is provider 1. Services
# of the router are asked at its address of provider 2; what is not reflected is
# dropped by provider 1, and counted.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl reflect_server tcpdump

gateway_nets
# refuse: or what was lost a few times would be routed, and lost again
works "reflect add sockets" r nvictl reflect add sockets fallback refuse
serve() { start ip netns exec "$r" reflect_server "$@"; wait_for 10 listening "$r" tcp "$1"; }
serve 8001 on
server=$pid
serve 8002 none
serve 8003 off

# talk PORT [ADDRESS]: to a service; lines go to fd ${to[1]}, answers come from ${to[0]}
talk()
{
	coproc to { ip netns exec "$s" socat -T 20 - "TCP:${2:-198.51.100.2}:$1,bind=${3:-$SERVER4},connect-timeout=3" 2>/dev/null; }
	talking=$to_PID
}
# hang_up: bash forgets to_PID when the program has ended by itself
hang_up()
{
	kill "$talking" 2>/dev/null
	wait "$talking" 2>/dev/null
}
# say LINE: prints the answer, if one comes within 2 seconds
say()
{
	local answer=''

	[[ ${to[1]-} ]] || return 0
	echo "$1" >&"${to[1]}"
	read -r -t 2 answer <&"${to[0]}"
	echo "$answer"
}
lost() { passed "$p1" bogus; }

# The sockets: the accepted one inherits from the one that listens
talk 8001
is "$(say mark)" 0x80000000 "asked by provider 2, a reflected socket answers, with mark"
is "$(lost)" 0 "packets dropped by provider 1"
compare "$(counter "$r" reflect_ipv4 back0)" '>' 1 "packets reflected"

# ... and turned off, then on again, in the middle of the connection
is "$(say off)" "" "turned off, the answer does not arrive"
wait_for 10 bash -c "(( \$(ip netns exec $p1 nft -j list counter inet isp bogus | jq '.nftables[1].counter.packets') > 0 ))"
echo "ok: it is dropped by provider 1"
kill -USR1 "$server"
read -r -t 30 late <&"${to[0]}"
is "$late" 0 "turned on, it arrives when it is sent again"
is "$(say mark)" 0x80000000 "and the next at once"
hang_up

# Its neighbours
for port in 8002 8003; do
	before=$(lost)
	talk $port
	is "$(say mark)" "" "port $port is not reflected, and does not answer"
	compare "$(lost)" '>' "$before" "packets dropped by provider 1"
	hang_up
done

# IPv6
talk 8001 "[2001:db8:2::2]" "[$SERVER6]"
is "$(say mark)" 0x80000000 "over IPv6"
hang_up
compare "$(counter "$r" reflect_ipv6 back0)" '>' 1 "packets reflected"

# Other bits; those of the rule and no others
works "other bits" r nvictl reflect add sockets fwmark 0x4/0xc
serve 8004 on 0x4 0xc
talk 8004
is "$(say mark)" 0x4 "a socket with other bits answers, with mark"
hang_up

# Errors
tried() { "$@" 2>&1; }
is "$(tried reflect_server 0 on 0x10 0x8)" "nvi_reflect: Invalid argument" "bits outside the mask"
is "$(tried reflect_server 0 on 0 0)" "nvi_reflect: Invalid argument" "no bits"
is "$(tried ordinary "$r" reflect_server 0 on)" "nvi_reflect: Operation not permitted" "without privileges"
is "$(tried ordinary "$r" reflect_server 0 off; echo $?)" "0" "off is what it was: needs no privileges"
