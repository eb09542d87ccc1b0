#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Random packets cause no kernel warning, and each is counted
#
# The router of tests/odd.sh, once in each mode of nvi0, and once with the fast path. Some packets
# come in by the LAN, the providers, tunnels and IPsec, and are routed; others are put straight into
# nvi0 or the real devices. The parts:
#
#   tapped   a tap on nvi0 counts the packets that its driver gets
#   alone    no tap; packets that leave POST_ROUTING, and fragments made there, are counted
#   bypass   packets from AF_PACKET straight to the driver
#   small    providers with small MTUs: fragmentation, and ICMP errors about it
#   ipsec    policies, and packets that have come out of a tunnel
#
# Each mode of NVI_ODD_MODES (reinject, fast, reflect) gets NVI_ODD_PACKETS, with the seed
# NVI_ODD_SEED.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../odd.sh"
need oddpackets tap_count tc
packets=${NVI_ODD_PACKETS:-4000}

# handled: the packets that nvi_xmit() has finished with: re-injected, sent, or dropped. (Packets
# that stage 2 drops were re-injected before.) In mode reflect, the copies that are routed are not
# counted. A packet larger than an MTU is counted once per fragment, or as drop_too_big, which stage
# 2 may count as well; so where this value is compared, no packet is too big.
handled()
{
	r ethtool -S nvi0 | awk -v mode="$mode" '
		/(reinject|reflect)_ipv/ { n += $2 }
		/drop_(not_ip|malformed|no_memory|no_ingress|ingress_down|backlog|refused|egress):/ { n += $2 }
		/drop_too_big:/ && mode == "reflect" { n += $2 }
		/unreflected_stale:/ { n -= $2 }
		END { print n }'
}

# settled: true if no packet is being processed
settled()
{
	local before

	before=$(r cat /proc/net/softnet_stat; handled)
	sleep 0.2
	[[ $(r cat /proc/net/softnet_stat; handled) == "$before" ]]
}

# more_pieces: the additional packets that fragmentation has created: IPv6 packets routed to nvi0
# and, as IPv4 has no per-device counters, all IPv4 packets
more_pieces()
{
	{ r nstat -asz 'IpFrag*'; r cat /proc/net/dev_snmp6/nvi0; } | awk '
		/^Ip6?FragCreates/ { n += $2 }
		/^Ip6?Frag(OKs|Fails)/ { n -= $2 }
		END { print n + 0 }'
}

# reckon: set $handled, $given (by POST_ROUTING) and $cut (additional fragments) for one moment. (An
# incomplete fragment queue causes an ICMP error when it times out.)
reckon()
{
	local tries=0

	wait_for 60 settled
	until ((++tries < 1000)) || fail "the counters do not settle"
		handled=$(handled)
		given=$(passed "$r" given)
		cut=$(more_pieces)
		[[ $handled == "$(handled)" ]]; do :; done
}

# from_everywhere N [OPTION...]: send N packets by all interfaces
from_everywhere()
{
	local n=$1

	shift
	odd_send "$h" $((n * 6 / 10)) "$@" eth0
	odd_send "$w" $((n * 2 / 10)) "$@" -o w1
	odd_send "$w" $((n * 2 / 10)) "$@" -o w2
}

# core_dropped: the packets that the kernel dropped before the driver, for example after failed
# segmentation
core_dropped() { echo $(($(link_stats "$r" nvi0 tx_dropped) + $(link_stats "$r" nvi0 tx_errors) - $(drops_sum))); }
drops_sum() { r ethtool -S nvi0 | awk '/ drop_/ { n += $2 } END { print n }'; }

# mtus LAN ISP1 ISP2 TUNNELS: set the MTUs
mtus() { printf 'link set %s mtu %d\n' lan "$1" isp1 "$2" isp2 "$3" vx "$4" gx "$4" | batch "$r"; }

tapped()
{
	local n=$1 before count tap from to

	mtus 65535 65535 65535 65000
	# A packet of the kernel's own, such as an MLD report, may come before the tap counts: begin again.
	while wait_for 30 settled; before=$(handled)
		coproc TAP { r tap_count nvi0; }
		tap=$TAP_PID from=${TAP[0]} to=${TAP[1]}
		read -r count <&"$from"
		[[ $count == ready ]] || fail "tap_count: $count"
		[[ $(handled) != "$before" ]]; do
		exec {to}>&-
		wait "$tap"
	done
	from_everywhere $((n * 7 / 10))
	odd_send "$r" $((n * 2 / 10)) nvi0
	odd_send "$r" $((n / 30)) lan
	odd_send "$r" $((n / 30)) -o isp1
	odd_send "$r" $((n / 30)) -b isp2
	wait_for 60 settled
	exec {to}>&-
	read -r count <&"$from"
	wait "$tap"
	compare $(($(handled) - before)) == "$count" "$mode, tapped: packets handled, against those that nvi0 was given"
}

# learn_mtus 0|2: accept ICMP errors about a path MTU (0) or ignore them (2). If they are accepted,
# packets to other devices than nvi0 are fragmented or refused, too, and so are the router's own
# errors.
learn_mtus() { r sysctl -qw "net.ipv4.ip_no_pmtu_disc=$1" net.ipv4.route.flush=1; }

# alone N: count without a tap. Conntrack's reassembled packets are fragmented again on the way to
# nvi0. Without fragments from outside and small MTUs behind nvi0, nothing else is fragmented.
alone()
{
	local n=$1 handled given cut was

	r tc qdisc del dev lan0 clsact
	learn_mtus 2
	reckon
	was=("$handled" "$given" "$cut")
	odd_send "$h" $((n * 7 / 10)) -x gso eth0
	odd_send "$w" $((n * 3 / 10)) -x gso -x fragment -x extension -x noise -x tunnel -o w1
	reckon
	compare $((handled - was[0])) == $((given - was[1] + cut - was[2])) \
		"$mode, alone: packets handled, against those routed to nvi0 ($((given - was[1])), and $((cut - was[2])) more after fragmentation)"
}

# bypass N: straight to the driver. (UFO packets would be segmented before it. Packets out of a
# tunnel are routed to nvi0 again.)
bypass()
{
	local n=$1 handled given cut was

	reckon
	was=("$handled" "$given" "$cut")
	odd_send "$r" "$n" -b -x gso nvi0
	reckon
	compare $((handled - was[0])) == $((odd_given + given - was[1] + cut - was[2])) \
		"$mode, bypass: packets handled, against those that nvi0 was given and $((given - was[1])) routed ones (and $((cut - was[2])) more after fragmentation)"
}

# small N: with small MTUs. Mode reflect counts fragments, so nothing is compared here. With MTU
# 576, isp2 loses its IPv6 configuration.
small()
{
	learn_mtus 0
	mtus 9000 1280 576 1476
	from_everywhere "$1"
	mtus 9000 9000 9000 1476
	batch "$r" -6 <<-EOT
		addr add 2001:db8:2::2/64 dev isp2 nodad
		neigh replace 2001:db8:2::1 lladdr 02:00:00:00:00:02 nud permanent dev isp2
		route replace default via 2001:db8:2::1 table 102
	EOT
}

# ipsec N: packets from h, some out of an ESP tunnel, with policies
ipsec()
{
	local ns key
	local -a esp

	ip -n "$h" link add inj address 02:00:00:00:00:02 type veth peer name inj1 address 02:00:00:00:00:01
	for ns in "$h" "$r"; do
		key=0x$(printf '%032d' 7)
		esp=(src 10.0.0.2 dst 10.0.0.1 proto esp spi 0x100 reqid 1 mode tunnel)
		ip -n "$ns" xfrm state add "${esp[@]}" enc 'cbc(aes)' "$key" \
			auth 'hmac(sha256)' "0x$(printf '%064d' 7)" || { echo "no ESP: ipsec not tested"; return; }
	done
	batch "$h" <<-EOT
		link set inj up
		link set inj1 up
		addr replace 10.0.0.2/24 dev eth0
		neigh replace 10.0.0.1 lladdr 02:00:00:00:00:01 nud permanent dev eth0
		route replace default via 10.0.0.1
		xfrm policy add src 10.0.0.0/24 dst 203.0.113.0/24 dir out tmpl src 10.0.0.2 dst 10.0.0.1 proto esp reqid 1 mode tunnel
	EOT
	forwarding "$h" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.inj1.rp_filter=0
	# policies for stage 1, and for stage 2 of one provider only
	for ns in 10.0.0.0/24 192.0.2.0/24; do
		ip -n "$r" xfrm policy add src $ns dst 203.0.113.0/24 dir fwd \
			tmpl src 10.0.0.2 dst 10.0.0.1 proto esp reqid 1 mode tunnel level use
	done
	odd_send "$h" $(($1 / 2)) inj
	from_everywhere $(($1 / 2))
	wait_for 60 settled
	ip -n "$r" xfrm policy flush
	printf 'xfrm %s flush\n' state policy | batch "$h"
	ip -n "$r" xfrm state flush
	ip -n "$h" link del inj
}

whither()
{
	r ethtool -S nvi0 | awk '$2 { printf "  %-24s %9d\n", $1, $2 }'
	r nstat -as | awk '/^(Ip|Ip6|Icmp)(In|Out|Frag|Reasm)[A-Za-z]*(Err|Discard|Fail|NoRout|Trunc|Unknown|Delivers|Requests|Forw)/ {
		printf "  %-24s %9d\n", $1, $2 }'
}

odd_router
odd_rules
modes=${NVI_ODD_MODES:-reinject fast reflect}
for mode in $modes; do
	began=$SECONDS
	way=(mode "$mode")
	[[ $mode != fast ]] || way=(fast on)
	odd_device "${way[@]}" mark 0x100/0xff00
	odd_divert
	tapped $((packets * 4 / 10))
	alone $((packets * 2 / 10))
	bypass $((packets / 10))
	small $((packets * 2 / 10))
	ipsec $((packets / 10))
	wait_for 60 settled
	odd_summary
	echo "$mode: counters after $((SECONDS - began)) s"
	whither
	compare "$(core_dropped)" '>=' 0 "$mode: drops of the core"
done
