#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a gateway dies, and its successor says nothing: no longer a stall than
# with plain routing
#
#   q -- wan --.   .-- g1 192.0.2.1 --.
#   .3          sw +                  +-- s 203.0.113.1
#   r -- wan --'   '-- g2 (192.0.2.1)-'
#   .2
#
# s reads from q, which routes plainly, and from r, which reflects, by g1. g1 dies, and
# g2 has its address without a word (no gratuitous ARP). Both neighbour tables know g1's
# link-layer address, and believe in it. q sends there until its neighbour table has
# asked in vain; r as long, for its TCP's repetitions, from the second one on, go out by
# the record and by routing. Announced, q would go on at once, r at the second repetition.
#
# Neighbours are given up sooner here than by default; NVI_STOCK_TIMERS=1: as by default.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need socat

setup_ns r q sw g1 g2 s
batch "$sw" <<-EOT
	link add br0 type bridge
	link set br0 up
EOT
addr "$s" lo 203.0.113.1/32
for n in r q g1 g2; do
	batch "$sw" <<-EOT
		link add $n type veth peer name wan netns ${!n}
		link set $n master br0 up
	EOT
	ip -n "${!n}" link set wan up
done
for n in 1 2; do
	g=g$n
	link "${!g}" in "$s" g$n
	addr "${!g}" in 10.9.$n.1/24
	addr "$s" g$n 10.9.$n.2/24
	ip -n "${!g}" route add 203.0.113.1 via 10.9.$n.2
	forwarding "${!g}"
done
addr "$g1" wan 192.0.2.1/24
addr "$g2" wan 192.0.2.9/24
addr "$r" wan 192.0.2.2/24
addr "$q" wan 192.0.2.3/24
for n in r q; do
	ip -n "${!n}" route add default via 192.0.2.1
	[[ ${NVI_STOCK_TIMERS-} ]] || ip netns exec "${!n}" sysctl -qw \
		net.ipv4.neigh.wan.base_reachable_time_ms=1000 \
		net.ipv4.neigh.wan.delay_first_probe_time=1 net.ipv4.neigh.wan.retrans_time_ms=500
done
forwarding "$r" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.wan.rp_filter=0
reflect_alone 192.0.2.2
by()
{
	batch "$s" <<-EOT
		route replace 192.0.2.2 via 10.9.$1.1 src 203.0.113.1
		route replace 192.0.2.3 via 10.9.$1.1 src 203.0.113.1
	EOT
}

# A service on each, with a line each time that the file grows
dir=$(mktemp -d)
on_exit rm -rf "$dir"
by 1
for n in r q; do
	touch "$dir/$n" "$dir/$n.got"
	start ip netns exec "${!n}" socat -u "SYSTEM:tail -n +1 -f $dir/$n" TCP4-LISTEN:7010,reuseaddr
	wait_for 10 listening "${!n}" tcp 7010
	a=192.0.2.2
	[[ $n == r ]] || a=192.0.2.3
	start ip netns exec "$s" socat -u TCP:$a:7010 "OPEN:$dir/$n.got,append"
done
say() { echo "$1" | tee -a "$dir/r" >>"$dir/q"; }
heard() { [[ $(tail -n 1 "$dir/$1.got") == "$2" ]]; }
for line in one two; do
	say $line
	for n in r q; do wait_for 10 heard $n $line; done
done
is "$(counter "$r" unreflected_stale back0)" 0 "repetitions that were routed"
# r's neighbour table has the gateway, too
works "r asks the gateway itself" r ping -q -c 1 192.0.2.1

ip -n "$g1" link set wan down
addr "$g2" wan 192.0.2.1/24
by 2
say three
began=$(date +%s%N)
stall_r='' stall_q=''
while [[ ! $stall_r || ! $stall_q ]]; do
	now=$((($(date +%s%N) - began) / 1000000))
	((now < 150000)) || fail "waited in vain: r $stall_r, q $stall_q"
	[[ $stall_r ]] || ! heard r three || stall_r=$now
	[[ $stall_q ]] || ! heard q three || stall_q=$now
	sleep 0.05
done
echo "stalled for ms: plain $stall_q, reflected $stall_r"
compare "$stall_q" '>' 500 "q did not know: ms"
compare "$stall_r" '<=' $((stall_q + stall_q / 4 + 1000)) "reflected, no longer: ms"
compare "$(counter "$r" unreflected_stale back0)" '>=' 1 "repetitions that were routed"

# and now the record says g2
stale=$(counter "$r" unreflected_stale back0)
say four
for n in r q; do wait_for 10 heard $n four; done
is "$(counter "$r" unreflected_stale back0)" "$stale" "repetitions that were routed since"
is "$(drops "$r" back0)" "" "drops"
