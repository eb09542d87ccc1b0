#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What ends a connection's fast path, or forwarding, does so for the next packet
#
# The gateway of tests/gateway.sh, with the fast path. h2 talks to the server over UDP. While
# the connection is on the fast path: fast off; conntrack forgets it; stage 1 leads past
# nvi0; nvi0 goes down; the router forwards no more; the provider's MTU gets smaller. Each in
# IPv4 and IPv6, counted to the packet, and taken back.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../changes.sh"
need talk conntrack

gateway fast on
fast_settled "$r"
echoes "$s"

# ready WHAT: the connection is on the fast path
ready()
{
	_family=$n
	# (a change of IPv6's routes may still have to empty it)
	((n == 4)) || fast_settled "$r"
	wait_for 10 on_fast_path
	echo "ok: $1: on the fast path"
}

# begin: remember the counters, for `since`
begin()
{
	read -r one two <<<"$(counted)"
	fast=$(fast_packets) slow=$(stage2 "$r" $n)
}

# since EXPECTED WHAT: "by provider 1, by provider 2, on the fast path, in stage 2"
since()
{
	local now1 now2

	read -r now1 now2 <<<"$(counted)"
	is "$((now1 - one)) $((now2 - two)) $(($(fast_packets) - fast)) $(($(stage2 "$r" $n) - slow))" "$1" \
		"$2: by provider 1, 2, on the fast path, in stage 2"
}

fast_off()
{
	begin
	works "fast off" rt link set nvi0 type nvi fast off
	is "$(says 5)" 5 "fast off: answers"
	since "0 5 0 5" "fast off"
	is "$(offloaded "$n")" 0 "fast off: connections on the fast path, as conntrack says"
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
	# a question and its answer are slow, and new
	since "0 5 8 1" "conntrack -D"
	is $(($(counter "$r" net_recorded) - recorded)) 2 "conntrack -D: records written"
	is "$(offloaded "$n")" 1 "conntrack -D: connections on the fast path, as conntrack says"
}

# (a translated connection stays translated)
past_nvi0()
{
	works "stage 1 by provider 1" rt route replace default via "$provider1" dev isp1 table 100
	[[ $n == 4 ]] || in_a_second 1
	begin
	is "$(says 5)" 5 "stage 1 by provider 1: answers"
	since "5 0 0 0" "stage 1 by provider 1"
	works "stage 1 by nvi0" rt route replace default dev nvi0 table 100
	[[ $n == 4 ]] || in_a_second 2
	begin
	is "$(says 1)" 1 "stage 1 by nvi0: answers"
	compare "$(counted | cut -d ' ' -f 1)" == "$one" "stage 1 by nvi0: by provider 1"
	ready "stage 1 by nvi0"
}

down()
{
	begin
	works "nvi0 down" rt link set nvi0 down
	is "$(says 3 | cut -d ' ' -f 1)" 0 "nvi0 down: answers"
	since "0 0 0 0" "nvi0 down"
	works "nvi0 up" rt link set nvi0 up
	# (those of both families have gone)
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
	# the way there only
	begin
	r sysctl -qw net.ipv4.conf.isp2.forwarding=0
	is "$(says 3 | cut -d ' ' -f 1)" 0 "no forwarding of answers: answers"
	r sysctl -qw net.ipv4.conf.isp2.forwarding=1
	compare $(($(counted | cut -d ' ' -f 2) - two)) == 3 "no forwarding of answers: by provider 2"
	ready "forwarding of answers"
}

# of 1400 octets, not to be fragmented
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
	# it is the sender who knows now
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
	# what is for nvi0 goes nowhere else
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
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "with a wrong source"
