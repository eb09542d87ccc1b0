#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With `fast on`, packets of an established connection bypass both stages in both directions
#
# The gateway of tests/gateway.sh. The first packet of a UDP exchange and its answer take the slow
# path. Later ones take the kernel's flow table: FORWARD of the router does not see them, and the
# providers see no difference. The same holds for an established TCP transfer. conntrack counts all
# packets, and shows [OFFLOAD].
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../exchange.sh"
need socat conntrack

gateway fast on
fast_settled "$r"
r sysctl -qw net.netfilter.nf_conntrack_acct=1
count_forward

# since BEFORE NOW: the difference of two lists of counters
since()
{
	local -a before now
	local i

	read -ra before <<<"$1"
	read -ra now <<<"$2"
	for i in "${!now[@]}"; do echo -n "$((now[i] - before[i])) "; done | sed 's/ $//'
}

for n in 4 6; do
	server=SERVER$n server=${!server}
	echo_server "$s" $n $server
	wait_for 10 listening "$s" udp 7010
	# the first connection registers the hooks on lan and isp2
	exchange "$h2" "$server" 4 >/dev/null
	was=$(slow) p2out=$(passed "$p2" out) p2in=$(passed "$p2" in)
	fast=$(counter "$r" fast_ipv$n)
	read -ra link <<<"$(link_stats "$r" nvi0 tx_packets rx_packets tx_bytes rx_bytes)"
	is "$(exchange "$h2" "$server" 20 | xargs)" "$(seq -s ' ' 20)" "IPv$n: echoed over UDP"
	is "$(($(passed "$p2" out) - p2out)) $(($(passed "$p2" in) - p2in))" "20 20" \
		"IPv$n: packets through provider 2: out, in"
	is "$(since "$was" "$(slow)")" "1 1 1" "IPv$n: packets in FORWARD: stage 1, stage 2, back"
	is $(($(counter "$r" fast_ipv$n) - fast)) 38 "IPv$n: packets on the fast path"
	is "$(since "${link[*]:0:2}" "$(link_stats "$r" nvi0 tx_packets rx_packets)")" "20 19" \
		"IPv$n: nvi0's packets: sent, received on the fast path"
	# 9 datagrams of 2 octets, 11 of 3, and the headers; the first answer does not pass nvi0
	octets=$((20 * (n == 4 ? 28 : 48) + 9 * 2 + 11 * 3))
	is "$(since "${link[*]:2:2}" "$(link_stats "$r" nvi0 tx_bytes rx_bytes)")" \
		"$octets $((octets - (n == 4 ? 28 : 48) - 2))" "IPv$n: nvi0's octets: sent, received on the fast path"
	counts=$(r conntrack -L -f ipv$n -p udp 2>/dev/null | grep -F '[OFFLOAD]' |
		grep -oE 'packets=20 bytes=[0-9]+' | xargs)
	is "$counts" "packets=20 bytes=$octets packets=20 bytes=$octets" "IPv$n: conntrack's counts"
	stop "$pid"
done
compare "$(counter "$r" fast_flows)" '>=' 2 "connections on the fast path"

# TCP: a megabyte each way
blob 1000000
for server in $SERVER4 $SERVER6; do
	[[ $server == *:* ]] && peer="[$server]" || peer=$server
	was=$(slow)
	transfer upload "$peer"
	read -r out1 _ <<<"$(since "$was" "$(slow)")"
	compare "$out1" '<' 15 "TCP upload: packets in FORWARD"
done

is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "packets through provider 1, and with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
