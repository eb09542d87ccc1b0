#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: replies go to the right one of several gateways on one interface
#
#             .-- g1 192.0.2.1 --.
#   r -- wan -+-- g2 192.0.2.3 --+-- s 203.0.113.1
#   .2        '-- g3 192.0.2.4 --'
#
# One Ethernet with three routers to the server, which differ only in their link-layer addresses:
# the router has a route by the first only. At the end, one connection moves from gateway to
# gateway.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need jq

setup_ns r sw g1 g2 g3 s
on_switch r wan
batch "$r" <<-EOT
	addr add 192.0.2.2/24 dev wan
	addr add 2001:db8:1::2/64 dev wan nodad
	route add default via 192.0.2.1
	route add default via 2001:db8:1::1
EOT
addr "$s" lo $SERVER4/32 $SERVER6/128
n=0
for host in 1 3 4; do
	n=$((n + 1))
	switched_gateway $n 192.0.2.$host/24 2001:db8:1::$host/64
done
forwarding "$r" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.wan.rp_filter=0
ip -n "$r" link add back0 type nvi mode reflect
batch "$r" -4 <<-EOT
	link set back0 up
	route add default dev back0 table 200
	rule add pref 50 lookup main suppress_prefixlength 0
	rule add pref 1000 from 192.0.2.2 lookup 200
EOT
batch "$r" -6 <<-EOT
	route add default dev back0 table 200
	rule add pref 50 lookup main suppress_prefixlength 0
	rule add pref 1000 from 2001:db8:1::2 lookup 200
EOT

seen() { echo "$(passed "$g1" any) $(passed "$g2" any) $(passed "$g3" any)"; }

# by N: route the server's packets through gateway N
by()
{
	batch "$s" -4 <<<"route replace 192.0.2.2 via 10.9.$1.1 src 203.0.113.1"
	batch "$s" -6 <<<"route replace 2001:db8:1::2 via fd00:9:$1::1 src 2001:db8:ff::1"
}

want=(0 0 0)
for n in 1 2 3; do
	by $n
	works "ping through gateway $n" s ping -q -c 3 -i 0.01 192.0.2.2
	works "ping through gateway $n, IPv6" s ping -q -c 2 -i 0.01 2001:db8:1::2
	want[n - 1]=5
	is "$(seen)" "${want[*]}" "replies through gateway 1, 2, 3"
done

# One connection, through one gateway after the other
for n in 1 3 2; do
	by $n
	works "the same connection through gateway $n" s ping -q -e 77 -c 4 -i 0.01 192.0.2.2
	want[n - 1]=$((want[n - 1] + 4))
	is "$(seen)" "${want[*]}" "replies through gateway 1, 2, 3"
done
is "$(counter "$r" net_recorded back0)" $((6 + 3)) "records written: one per connection, and one per move"
is "$(drops "$r" back0)" "" "drop counters above 0"
