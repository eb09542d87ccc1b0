#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A change that ends a connection's fast path or its forwarding takes effect with the next packet
#
# The gateway of tests/gateway.sh, with the fast path. h2 talks to the server over UDP. While the
# connection is on the fast path: fast off; conntrack deletes the connection; stage 1's route
# bypasses nvi0; nvi0 goes down; forwarding is switched off; the provider's MTU shrinks. Each for
# IPv4 and IPv6, counted exactly, and reverted.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../changes.sh"
need talk conntrack

gateway fast on
fast_settled "$r"
echoes "$s"

# ready WHAT: wait until the connection is on the fast path
ready()
{
	_family=$n
	# (an earlier change of IPv6 routes may still empty it)
	((n == 4)) || fast_settled "$r"
	wait_for 10 on_fast_path
	echo "ok: $1: on the fast path"
}

# begin: save the counters for `since`
begin()
{
	read -r one two <<<"$(counted)"
	fast=$(fast_packets) slow=$(stage2 "$r" $n)
}

# since EXPECTED WHAT: the packets since `begin`: "through provider 1, through provider 2, on the
# fast path, in stage 2"
since()
{
	local now1 now2

	read -r now1 now2 <<<"$(counted)"
	is "$((now1 - one)) $((now2 - two)) $(($(fast_packets) - fast)) $(($(stage2 "$r" $n) - slow))" "$1" \
		"$2: packets through provider 1, 2, on the fast path, in stage 2"
}

fast_off()
{
	begin
	works "fast off" rt link set nvi0 type nvi fast off
	is "$(says 5)" 5 "fast off: answers"
	since "0 5 0 5" "fast off"
	is "$(offloaded "$n")" 0 "fast off: connections that conntrack shows as [OFFLOAD]"
	works "fast on" rt link set nvi0 type nvi fast on
	ready "fast on"
}

forgotten()
{
	local recorded

	begin
	recorded=$(counter "$r" net_recorded)
	works "conntrack -D" r conntrack -D -f ipv$n -p udp
	is "$(says 5)" 5 "conntrack -D: answers"
	# a request and its answer take the slow path
	since "0 5 8 1" "conntrack -D"
	is $(($(counter "$r" net_recorded) - recorded)) 2 "conntrack -D: records written"
	is "$(offloaded "$n")" 1 "conntrack -D: connections that conntrack shows as [OFFLOAD]"
}

# (the address translation of the connection remains)
past_nvi0()
{
	works "stage 1 through provider 1" rt route replace default via "$provider1" dev isp1 table 100
	[[ $n == 4 ]] || in_a_second 1
	begin
	is "$(says 5)" 5 "stage 1 through provider 1: answers"
	since "5 0 0 0" "stage 1 through provider 1"
	works "stage 1 through nvi0" rt route replace default dev nvi0 table 100
	[[ $n == 4 ]] || in_a_second 2
	begin
	is "$(says 1)" 1 "stage 1 through nvi0: answers"
	compare "$(counted | cut -d ' ' -f 1)" == "$one" "stage 1 through nvi0: packets through provider 1"
	ready "stage 1 through nvi0"
}

down()
{
	begin
	works "nvi0 down" rt link set nvi0 down
	is "$(says 3 | cut -d ' ' -f 1)" 0 "nvi0 down: answers"
	since "0 0 0 0" "nvi0 down"
	works "nvi0 up" rt link set nvi0 up
	# (setting nvi0 down has removed both)
	works "its IPv4 route" ip -n "$r" -4 route replace default dev nvi0 table 100
	works "its IPv6 route" ip -n "$r" -6 route replace default dev nvi0 table 100
	ready "nvi0 up"
}

forwards_not()
{
	local sysctl=net.ipv4.ip_forward

	[[ $n == 4 ]] || sysctl=net.ipv6.conf.all.forwarding
	begin
	r sysctl -qw $sysctl=0
	is "$(says 3 | cut -d ' ' -f 1)" 0 "no forwarding: answers"
	since "0 0 0 0" "no forwarding"
	r sysctl -qw $sysctl=1
	ready "forwarding"
	[[ $n == 4 ]] || return 0
	# IPv4: switched off for answers only
	begin
	r sysctl -qw net.ipv4.conf.isp2.forwarding=0
	is "$(says 3 | cut -d ' ' -f 1)" 0 "no forwarding of answers: answers"
	r sysctl -qw net.ipv4.conf.isp2.forwarding=1
	compare $(($(counted | cut -d ' ' -f 2) - two)) == 3 "no forwarding of answers: packets through provider 2"
	ready "forwarding of answers"
}

# smaller: datagrams of 1400 octets that must not be fragmented meet an MTU of 1300
smaller()
{
	local head=28

	((n == 4)) || head=48
	begin
	is "$(says 5 $((1400 - head)))" 5 "1400 octets: answers"
	since "0 5 10 0" "1400 octets"
	works "MTU 1300" rt link set isp2 mtu 1300
	begin
	is "$(says 1 $((1400 - head)))" "0 EMSGSIZE 1300" "1400 octets, MTU 1300: answers"
	since "0 0 0 1" "1400 octets, MTU 1300"
	is "$(says 5 $((1300 - head)))" 5 "1300 octets, MTU 1300: answers"
	ready "MTU 1300"
	begin
	is "$(says 5 $((1300 - head)))" 5 "1300 octets, MTU 1300: answers"
	since "0 5 10 0" "1300 octets, MTU 1300"
	# the sender's own route has the new MTU
	is "$(says 1 $((1301 - head)))" "0 EMSGSIZE 1300" "1301 octets, MTU 1300: answers"
	works "MTU 1500" rt link set isp2 mtu 1500
	ready "MTU 1500"
}

# shellcheck disable=SC2034 # by their name
PUBLIC4=198.51.100.2 PUBLIC6=2001:db8:2::2
for n in 4 6; do
	server=SERVER$n PUBLIC=PUBLIC$n
	SERVER=${!server} PUBLIC=${!PUBLIC}
	provider1=192.0.2.1
	[[ $n == 4 ]] || provider1=2001:db8:1::1
	# shellcheck disable=SC2317
	rt() { ip -n "$r" "-$n" "$@"; }
	both_carry
	# packets for nvi0 must not take another route
	rt route add unreachable default metric 4000 table 100
	speaks "$h2" "$SERVER" -d -t 400
	ready "IPv$n"
	fast_off
	forgotten
	past_nvi0
	down
	forwards_not
	smaller
	end_talk
	r conntrack -F >/dev/null 2>&1
done
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
