#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: an established connection survives the failover of its gateway
#
#             .-- g1 192.0.2.1 --.
#   r -- wan -+                  +-- s 203.0.113.1
#   .2        '-- g2 (192.0.2.1)-'
#
# The server s reads lines from the router through g1 and sends no data itself. g1 goes down, and g2
# takes over its address (VRRP). The server's packets would go through g2, but the router still
# sends to g1. TCP retransmits; from the second retransmission on, a copy is routed as any other
# packet, with the device's mark. It reaches the server through g2, and the answer through g2 moves
# the connection. Then the neighbour table is flushed, and g2 changes its link-layer address.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need socat

setup_ns r sw g1 g2 s
on_switch r wan
addr "$s" lo $SERVER4/32
switched_gateway 1 192.0.2.1/24
switched_gateway 2 192.0.2.9/24
# announces a new link-layer address to its neighbours, as VRRP does
g2 sysctl -qw net.ipv4.conf.eth0.arp_notify=1
forwarding "$r" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.wan.rp_filter=0
batch "$r" <<-EOT
	addr add 192.0.2.2/24 dev wan
	route add default via 192.0.2.1
EOT
reflect_alone 192.0.2.2
by() { batch "$s" <<<"route replace 192.0.2.2 via 10.9.$1.1 src 203.0.113.1"; }

# A service that sends each line appended to a file
lines=$(mktemp) got=$(mktemp)
on_exit rm -f "$lines" "$got"
start ip netns exec "$r" socat -u "SYSTEM:tail -n +1 -f $lines" TCP4-LISTEN:7010,reuseaddr
wait_for 10 listening "$r" tcp 7010
by 1
start ip netns exec "$s" socat -u TCP:192.0.2.2:7010 "OPEN:$got,append"
say() { echo "$1" >>"$lines"; }
heard() { [[ $(tail -n 1 "$got") == "$1" ]]; }
say one
wait_for 10 heard one
say two
wait_for 10 heard two
is "$(passed "$g2" any)" 0 "packets through g2"

# g1 goes down; g2 takes over 192.0.2.1 and announces it
ip -n "$g1" link set eth0 down
addr "$g2" eth0 192.0.2.1/24
ip -n "$g2" link set eth0 address 02:00:00:00:00:98
by 2
say three
wait_for 30 heard three
compare "$(counter "$r" unreflected_stale back0)" '>=' 1 "routed retransmissions"
compare "$(counter "$r" unreflected_stale back0)" '<=' 2 "routed retransmissions"
compare "$(passed "$g2" any)" '>=' 1 "packets through g2"
stale=$(counter "$r" unreflected_stale back0)
by2=$(passed "$g2" any)

# The record now has g2's address; no neighbour lookup is needed
ip -n "$r" neigh flush all
say four
wait_for 10 heard four
compare $(($(passed "$g2" any) - by2)) '>=' 1 "packets through g2, reflected"
is "$(counter "$r" unreflected_stale back0)" "$stale" "routed retransmissions: unchanged"

# g2 changes its link-layer address and has sent no packet since
ip -n "$g2" link set eth0 address 02:00:00:00:00:99
say five
wait_for 30 heard five
compare $(($(counter "$r" unreflected_stale back0) - stale)) '>=' 1 "routed retransmissions"
compare $(($(counter "$r" unreflected_stale back0) - stale)) '<=' 2 "routed retransmissions"
is "$(drops "$r" back0)" "" "drop counters above 0"
