#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Fragments and options of a connection on the fast path take the slow one, and arrive
#
# The gateway of tests/gateway.sh, with the fast path. A flow table takes neither: a
# fragment has no ports, and options are for the router to be read. h2's datagrams of 3000 octets are
# 3 fragments each way; then some with an option each (a stage-2 packet with IPv4 options
# has to be let in by accept_local: see ip_options.sh). Small ones in between go on
# by the fast path.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need talk conntrack

# slow_ones SIZE STAGE2 FAST WHAT: 4 datagrams of SIZE octets: packets in stage 2, on the fast path;
# and then 4 that nothing is wrong with
slow_ones()
{
	local slow fast

	slow=$(stage2 "$r" "$n") fast=$(fast_packets)
	is "$(says 4 "$1")" 4 "IPv$n, $4: answers"
	is "$(($(stage2 "$r" "$n") - slow)) $(($(fast_packets) - fast))" "$2 $3" \
		"IPv$n, $4: in stage 2, on the fast path"
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
	# (the server answers without)
	slow_ones 8 4 4 "with an option"
	is "$(says options 0)" ok "no options"
	slow_ones 8 0 8 "and without"
done
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "by the wrong provider"
is "$(drops "$r")" "" "drops"
