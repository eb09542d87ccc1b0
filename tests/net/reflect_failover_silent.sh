#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: with an unannounced gateway failover, the stall is no longer than with plain routing
#
#   q -- wan --.   .-- g1 192.0.2.1 --.
#   .3          sw +                  +-- s 203.0.113.1
#   r -- wan --'   '-- g2 (192.0.2.1)-'
#   .2
#
# s reads from q, which uses plain routing, and from r, which reflects, through g1. g1 goes down,
# and g2 takes over its address without gratuitous ARP. Both neighbour tables hold g1's link-layer
# address as valid. q sends to it until neighbour probes fail. r stalls about as long: from the
# second retransmission on, its packets leave both by the record and by routing. With an
# announcement, q would continue at once, r at the second retransmission.
#
# The neighbour timers are shorter than the defaults here; NVI_STOCK_TIMERS=1 keeps the defaults.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need socat

setup_ns r q sw g1 g2 s
addr "$s" lo $SERVER4/32
on_switch r wan
on_switch q wan
switched_gateway 1 192.0.2.1/24
switched_gateway 2 192.0.2.9/24
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

# On each, a service that sends each line appended to a file
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
is "$(counter "$r" unreflected_stale back0)" 0 "routed retransmissions"
# r's neighbour table has the gateway as well
works "r pings the gateway" r ping -q -c 1 192.0.2.1

ip -n "$g1" link set eth0 down
addr "$g2" eth0 192.0.2.1/24
by 2
say three
began=$(date +%s%N)
stall_r='' stall_q=''
while [[ ! $stall_r || ! $stall_q ]]; do
	now=$((($(date +%s%N) - began) / 1000000))
	((now < 150000)) || fail "timed out; stalls in ms: r $stall_r, q $stall_q"
	[[ $stall_r ]] || ! heard r three || stall_r=$now
	[[ $stall_q ]] || ! heard q three || stall_q=$now
	sleep 0.05
done
echo "stalled for ms: plain $stall_q, reflected $stall_r"
compare "$stall_q" '>' 500 "plain routing: ms of stall"
compare "$stall_r" '<=' $((stall_q + stall_q / 4 + 1000)) "reflected: ms of stall"
compare "$(counter "$r" unreflected_stale back0)" '>=' 1 "routed retransmissions"

# The record now has g2's address
stale=$(counter "$r" unreflected_stale back0)
say four
for n in r q; do wait_for 10 heard $n four; done
is "$(counter "$r" unreflected_stale back0)" "$stale" "routed retransmissions: unchanged"
is "$(drops "$r" back0)" "" "drop counters above 0"
