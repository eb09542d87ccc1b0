#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: interfaces and back0 can be deleted while replies flow
#
# tests/reflection.sh. Replies of the router and of h2 flow through provider 2 without pause. back0
# is deleted and created again; provider 2's interface is deleted, created again and moved to
# another namespace; the module is removed. No reference may be left, and a TCP connection whose
# ingress is deleted continues through provider 1, by a rule.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need socat

make_back0()
{
	batch "$r" <<-EOT
		link add back0 type nvi mode reflect mark 0x200/0xff00
		link set back0 up
		route add default dev back0 table 200
	EOT
	ip -n "$r" -6 route add default dev back0 table 200
}
make_isp2()
{
	link "$r" isp2 "$p2" eth0
	addr "$r" isp2 198.51.100.2/24 2001:db8:2::2/64
	addr "$p2" eth0 198.51.100.1/24 2001:db8:2::1/64
	batch "$p2" <<<"route replace 192.0.2.2 via 198.51.100.2"
	r sysctl -qw net.ipv4.conf.isp2.rp_filter=2
}
reflected() { counter "$r" reflect_ipv4 back0; }
# flows WHAT: wait until replies are being reflected
flows()
{
	local had

	had=$(reflected)
	wait_for 10 eval "((\$(reflected) > $had + 5))"
	echo "ok: $1"
}

reflection mark 0x200/0xff00
batch "$r" <<<"rule add pref 900 fwmark 0x200/0xff00 lookup main"
inbound_to_h2
ask_by 2
start ip netns exec "$s" ping -q -i 0.01 192.0.2.2
start ip netns exec "$s" ping -q -i 0.01 198.51.100.2
flows "replies of the router and of h2"

ip -n "$r" link del back0
make_back0
flows "after back0 was created again"

# A download whose ingress is deleted meanwhile
lines=$(mktemp) got=$(mktemp)
on_exit rm -f "$lines" "$got"
addr "$r" lo 192.0.2.77/32
batch "$r" <<<"rule add pref 1000 from 192.0.2.77 lookup 200"
batch "$p2" <<<"route add 192.0.2.77 via 198.51.100.2"
batch "$p1" <<<"route add 192.0.2.77 via 192.0.2.2"
ask_by 2 192.0.2.77
start ip netns exec "$r" socat -u "SYSTEM:tail -n +1 -f $lines" TCP4-LISTEN:7010,reuseaddr
wait_for 10 listening "$r" tcp 7010
start ip netns exec "$s" socat -u TCP:192.0.2.77:7010 "OPEN:$got,append"
say() { echo "$1" >>"$lines"; }
heard() { [[ $(tail -n 1 "$got") == "$1" ]]; }
say one
wait_for 10 heard one
ip -n "$r" link del isp2
ask_by 1 192.0.2.77
say two
wait_for 20 heard two
compare "$(counter "$r" unreflected_gone back0)" '>=' 1 "unreflected_gone of the connection whose ingress is deleted"
say three
wait_for 10 heard three

make_isp2
flows "after isp2 was created again"
setup_ns elsewhere
ip -n "$r" link set isp2 netns "$elsewhere"
wait_for 10 eval '! ip -n "$r" link show isp2'
drop_ns elsewhere
wait_for 20 eval '! ip -n "$p2" link show eth0'
make_isp2
flows "after isp2 was created again, after the move"

# The module is removed
works "remove the module" modprobe -r nvi
works "load the module" modprobe nvi
make_back0
flows "after the module was loaded again"
drop_ns r
