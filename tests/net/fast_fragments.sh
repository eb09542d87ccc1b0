#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Fragments and packets with options of a fast-path connection take the slow path and arrive
#
# The gateway of tests/gateway.sh, with the fast path. A flow table takes neither: a fragment has no
# ports, and a router must process options. h2's datagrams of 3000 octets are 3 fragments each way;
# then each datagram has an IP option (a stage-2 packet with IPv4 options needs accept_local, see
# ip_options.sh). Small datagrams in between stay on the fast path.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need talk conntrack

# slow_ones SIZE STAGE2 FAST WHAT: send 4 datagrams of SIZE octets; STAGE2 packets must enter
# stage 2, and FAST take the fast path
slow_ones()
{
	local slow fast

	slow=$(stage2 "$r" "$n") fast=$(fast_packets)
	is "$(says 4 "$1")" 4 "IPv$n, $4: answers"
	is "$(($(stage2 "$r" "$n") - slow)) $(($(fast_packets) - fast))" "$2 $3" \
		"IPv$n, $4: packets in stage 2, on the fast path"
}

gateway fast on
r sysctl -qw net.ipv4.conf.lan.accept_local=1 net.ipv4.conf.lan.rp_filter=0
echoes "$s"
fast_settled "$r"
n=4
for server in $SERVER4 $SERVER6; do
	[[ $server != *:* ]] || n=6
	speaks "$h2" $server
	wait_for 10 is_fast
	slow_ones 8 0 8 "small"
	slow_ones 3000 12 0 "3 fragments"
	slow_ones 8 0 8 "small again"
	is "$(says options 1)" ok "options"
	# (the server's answers have no options)
	slow_ones 8 4 4 "with an option"
	is "$(says options 0)" ok "no options"
	slow_ones 8 0 8 "without options again"
done
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "packets through provider 1, and with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
