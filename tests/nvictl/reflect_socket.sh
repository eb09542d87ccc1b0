#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# nvi_reflect(3): one socket is reflected, and another one is not
#
# On the gateway of tests/gateway.sh, with provider 1 as the default route. A client connects to
# services of the router at its address of provider 2. Provider 1 drops and counts packets that are
# not reflected.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl reflect_server tcpdump

gateway_nets
# fallback refuse: with route, packets lost a few times would be routed, and lost again
works "reflect add sockets" r nvictl reflect add sockets fallback refuse
serve() { start ip netns exec "$r" reflect_server "$@"; wait_for 10 listening "$r" tcp "$1"; }
serve 8001 on
server=$pid
serve 8002 none
serve 8003 off

# talk PORT [ADDRESS]: connect to a service; lines go to fd ${to[1]}, answers come from ${to[0]}
talk()
{
	coproc to { ip netns exec "$s" socat -T 20 - "TCP:${2:-198.51.100.2}:$1,bind=${3:-$SERVER4},connect-timeout=3" 2>/dev/null; }
	talking=$to_PID
}
# hang_up: end the connection. (bash unsets to_PID when the program ends by itself.)
hang_up()
{
	kill "$talking" 2>/dev/null
	wait "$talking" 2>/dev/null
}
# say LINE: send a line; print the answer, if one comes within 2 seconds
say()
{
	local answer=''

	[[ ${to[1]-} ]] || return 0
	echo "$1" >&"${to[1]}"
	read -r -t 2 answer <&"${to[0]}"
	echo "$answer"
}
lost() { passed "$p1" bogus; }

# An accepted socket inherits the mark from the listening socket
talk 8001
is "$(say mark)" 0x80000000 "mark of a reflected socket"
is "$(lost)" 0 "packets dropped by provider 1"
compare "$(counter "$r" reflect_ipv4 back0)" '>' 1 "packets reflected"

# Reflection is switched off and on again during the connection
is "$(say off)" "" "answer after reflection was switched off"
wait_for 10 bash -c "(( \$(ip netns exec $p1 nft -j list counter inet isp bogus | jq '.nftables[1].counter.packets') > 0 ))"
echo "ok: provider 1 drops the answer"
kill -USR1 "$server"
read -r -t 30 late <&"${to[0]}"
is "$late" 0 "answer retransmitted after reflection was switched on"
is "$(say mark)" 0x80000000 "the next answer"
hang_up

# Sockets that are not reflected
for port in 8002 8003; do
	before=$(lost)
	talk $port
	is "$(say mark)" "" "answer of port $port, not reflected"
	compare "$(lost)" '>' "$before" "packets dropped by provider 1"
	hang_up
done

# IPv6
talk 8001 "[2001:db8:2::2]" "[$SERVER6]"
is "$(say mark)" 0x80000000 "mark of a reflected socket, IPv6"
hang_up
compare "$(counter "$r" reflect_ipv6 back0)" '>' 1 "packets reflected"

# Other bits; only those of the rule are changed
works "other bits" r nvictl reflect add sockets fwmark 0x4/0xc
serve 8004 on 0x4 0xc
talk 8004
is "$(say mark)" 0x4 "mark of a reflected socket with other bits"
hang_up

# Errors
tried() { "$@" 2>&1; }
is "$(tried reflect_server 0 on 0x10 0x8)" "nvi_reflect: Invalid argument" "bits outside the mask"
is "$(tried reflect_server 0 on 0 0)" "nvi_reflect: Invalid argument" "no bits"
is "$(tried ordinary "$r" reflect_server 0 on)" "nvi_reflect: Operation not permitted" "without privileges"
is "$(tried ordinary "$r" reflect_server 0 off; echo $?)" "0" "off when reflection is off needs no privileges"
