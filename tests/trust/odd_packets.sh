#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Whatever packets come, the kernel does not complain, and none is lost uncounted
#
# The router of tests/odd.sh, once in each mode of nvi0, and once with the fast path. A share
# of the packets comes in by the LAN, the providers, tunnels and IPsec, and is routed; another
# is put straight into nvi0 or the real devices. There are parts:
#
#   tapped   a tap on nvi0 counts what its driver is given
#   alone    nobody does; what leaves POST_ROUTING is counted, and what is cut there
#   bypass   AF_PACKET straight to the driver
#   small    providers with small MTUs: fragments, and errors about them
#   ipsec    policies, and packets that have been in a tunnel
#
# NVI_ODD_PACKETS a mode, of NVI_ODD_MODES (reinject, fast, reflect), from the seed NVI_ODD_SEED.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../odd.sh"
need oddpackets tap_count tc
packets=${NVI_ODD_PACKETS:-4000}

# handled: what nvi_xmit() has made of all packets so far: put into stage 2, sent, or
# dropped for one of its reasons. What stage 2 drops has been put there before. In mode
# reflect, copies that ask the routing are not counted; what is larger than an MTU is counted
# by the piece, or as drop_too_big, which stage 2 may have said, too. So wherever this is
# compared, nothing is too big.
handled()
{
	r ethtool -S nvi0 | awk -v mode="$mode" '
		/(reinject|reflect)_ipv/ { n += $2 }
		/drop_(not_ip|malformed|no_memory|no_ingress|ingress_down|backlog|refused|egress):/ { n += $2 }
		/drop_too_big:/ && mode == "reflect" { n += $2 }
		/unreflected_stale:/ { n -= $2 }
		END { print n }'
}

# settled: does nobody work on a packet any more?
settled()
{
	local before

	before=$(r cat /proc/net/softnet_stat; handled)
	sleep 0.2
	[[ $(r cat /proc/net/softnet_stat; handled) == "$before" ]]
}

# more_pieces: into how many more packets were cut. Of IPv6 those that were routed to nvi0, and
# of IPv4, which has no such counters, all.
more_pieces()
{
	{ r nstat -asz 'IpFrag*'; r cat /proc/net/dev_snmp6/nvi0; } | awk '
		/^Ip6?FragCreates/ { n += $2 }
		/^Ip6?Frag(OKs|Fails)/ { n -= $2 }
		END { print n + 0 }'
}

# reckon: sets $handled, $given (by POST_ROUTING) and $cut (into so many more), of one
# moment: a fragment that waits in vain is an ICMP error when its time is over
reckon()
{
	local tries=0

	wait_for 60 settled
	until ((++tries < 1000)) || fail "the counters never stand still"
		handled=$(handled)
		given=$(passed "$r" given)
		cut=$(more_pieces)
		[[ $handled == "$(handled)" ]]; do :; done
}

# from_everywhere N [OPTION...]: in by all ways
from_everywhere()
{
	local n=$1

	shift
	odd_send "$h" $((n * 6 / 10)) "$@" eth0
	odd_send "$w" $((n * 2 / 10)) "$@" -o w1
	odd_send "$w" $((n * 2 / 10)) "$@" -o w2
}

# What the core drops on the way to the driver: it cannot be segmented, ...
core_dropped() { echo $(($(link_stats "$r" nvi0 tx_dropped) + $(link_stats "$r" nvi0 tx_errors) - $(drops_sum))); }
drops_sum() { r ethtool -S nvi0 | awk '/ drop_/ { n += $2 } END { print n }'; }

# mtus LAN ISP1 ISP2 TUNNELS
mtus() { printf 'link set %s mtu %d\n' lan "$1" isp1 "$2" isp2 "$3" vx "$4" gx "$4" | batch "$r"; }

tapped()
{
	local n=$1 before count tap from to

	mtus 65535 65535 65535 65000
	wait_for 30 settled
	before=$(handled)
	coproc TAP { r tap_count nvi0; }
	tap=$TAP_PID from=${TAP[0]} to=${TAP[1]}
	read -r count <&"$from"
	[[ $count == ready ]] || fail "tap_count: $count"
	from_everywhere $((n * 7 / 10))
	odd_send "$r" $((n * 2 / 10)) nvi0
	odd_send "$r" $((n / 30)) lan
	odd_send "$r" $((n / 30)) -o isp1
	odd_send "$r" $((n / 30)) -b isp2
	wait_for 60 settled
	exec {to}>&-
	read -r count <&"$from"
	wait "$tap"
	compare $(($(handled) - before)) == "$count" "$mode, tapped: handled as many as nvi0 was given"
}

# learn_mtus 0|2: does the router believe ICMP errors about a path's MTU (0)? If so, packets
# are cut, or refused, on their way to others than nvi0, too, and its own errors on theirs.
learn_mtus() { r sysctl -qw "net.ipv4.ip_no_pmtu_disc=$1" net.ipv4.route.flush=1; }

# A packet that was reassembled for conntrack is cut again on its way to nvi0. With no
# fragments from outside, and nothing small behind nvi0, nothing else is.
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
		"$mode, alone: handled as many as were routed to nvi0 ($((given - was[1])), cut into $((cut - was[2])) more)"
}

# (UFO would be cut before the driver has it. Out of a tunnel comes what is routed to nvi0 again.)
bypass()
{
	local n=$1 handled given cut was

	reckon
	was=("$handled" "$given" "$cut")
	odd_send "$r" "$n" -b -x gso nvi0
	reckon
	compare $((handled - was[0])) == $((odd_given + given - was[1] + cut - was[2])) \
		"$mode, bypass: handled as many as nvi0 was given, and $((given - was[1])) routed (cut into $((cut - was[2])) more)"
}

# What is cut is counted by the piece in mode reflect, so nothing is compared here. With
# 576, isp2 knows no IPv6 any more.
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

# From h, routed there and then encrypted
ipsec()
{
	local ns key
	local -a esp

	ip -n "$h" link add inj address 02:00:00:00:00:02 type veth peer name inj1 address 02:00:00:00:00:01
	for ns in "$h" "$r"; do
		key=0x$(printf '%032d' 7)
		esp=(src 10.0.0.2 dst 10.0.0.1 proto esp spi 0x100 reqid 1 mode tunnel)
		ip -n "$ns" xfrm state add "${esp[@]}" enc 'cbc(aes)' "$key" \
			auth 'hmac(sha256)' "0x$(printf '%064d' 7)" || { echo "no ESP: ipsec left out"; return; }
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
	# stage 1, and stage 2 of one provider only
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
	echo "$mode: whither, after $((SECONDS - began)) s"
	whither
	compare "$(core_dropped)" '>=' 0 "$mode: drops of the core"
done
