#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a packet that cannot be reflected has a second stage, or is refused, by `fallback`
#
# tests/reflection.sh. The packets that cannot be reflected: replies whose ingress, provider 2's
# interface, is down or deleted; packets of the router's own connections; untracked packets.
# `fallback route` sends them through a second stage with the device's mark; `fallback refuse`
# answers with an ICMP error.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"

reflection mark 0x200/0xff00
batch "$r" -4 <<<"rule add pref 900 fwmark 0x200/0xff00 lookup main"
batch "$r" -6 <<<"rule add pref 900 fwmark 0x200/0xff00 lookup main"
ask_by 2

why() { counter "$r" "unreflected_$1" back0; }
# counts N REASON COMMAND...: check that COMMAND raises the counter of REASON by N
counts()
{
	local before want=$1 reason=$2

	shift 2
	before=$(why "$reason")
	"$@"
	is $(($(why "$reason") - before)) "$want" "unreflected_$reason during: $*"
}
# own ADDRESS SERVER: ping from the router with a public source address; true if answered
own() { r ping -q -c 2 -i 0.01 -W 1 -I "$1" "$2" >/dev/null; }

# Packets of the router's own connections are no replies
counts 2 original own 198.51.100.2 $SERVER4
counts 2 original own 2001:db8:2::2 $SERVER6
is "$(counter "$r" reinject_ipv4 back0) $(counter "$r" reinject_ipv6 back0)" "2 2" "packets in stage 2, IPv4 and IPv6"

# Untracked packets have no record
r nft -f - <<-EOT
	table inet raw {
		chain pre { type filter hook prerouting priority raw; icmp type echo-request notrack; icmpv6 type echo-request notrack; }
		chain out { type filter hook output priority raw; icmp type echo-reply notrack; icmpv6 type echo-reply notrack; }
	}
EOT
counts 3 no_record s ping -q -c 3 -i 0.01 198.51.100.2
counts 3 no_record s ping -q -c 3 -i 0.01 2001:db8:2::2
r nft delete table inet raw

# The ingress is down, without carrier, or deleted, while a reply is pending: a UDP service answers
# on command.
# late ADDRESS: send one request through provider 2; the answer is delayed
late()
{
	local pf=ip4 a=$1

	[[ $1 == *:* ]] && pf=ip6 a=[$1]
	rm -f "$go"
	start ip netns exec "$r" socat -t 20 -T 20 "UDP-RECVFROM:7008,bind=$a,pf=$pf" \
		"SYSTEM:until [ -e $go ]; do sleep 0.05; done; cat"
	wait_for 10 listening "$r" udp 7008
	ip netns exec "$s" bash -c 'exec 3<>"/dev/udp/$0/7008" && echo x >&3' "$1"
	wait_for 5 eval '[[ $(r conntrack -L -f '"$([[ $1 == *:* ]] && echo ipv6 || echo ipv4)"' -p udp --dport 7008 2>/dev/null) ]]'
}
# answer: release the answer and wait for the program
answer()
{
	touch "$go"
	wait "$pid"
}
go=$(mktemp -u)
on_exit rm -f "$go"

for a in 198.51.100.2 2001:db8:2::2; do
	late $a
	ip -n "$p2" link set eth0 down
	wait_for 5 eval '[[ $(r cat /sys/class/net/isp2/carrier) == 0 ]]'
	counts 1 down answer
	r conntrack -F 2>/dev/null
	ip -n "$p2" link set eth0 up
	# IPv6 drops addresses and routes of a link that was down
	addr "$p2" eth0 2001:db8:2::1/64 2>/dev/null
	batch "$p2" -6 <<<"route replace 2001:db8:1::2 via 2001:db8:2::2"
	wait_for 5 eval '[[ $(r cat /sys/class/net/isp2/carrier) == 1 ]]'
done

# fallback refuse: the sender gets an ICMP error
works "fallback refuse" ip -n "$r" link set back0 type nvi fallback refuse
for a in "198.51.100.2 $SERVER4" "2001:db8:2::2 $SERVER6"; do
	# shellcheck disable=SC2086
	set -- $a
	dropped=$(counter "$r" drop_refused back0)
	said=$(r ping -c 1 -W 1 -I "$1" "$2")
	[[ $said == *"Net Unreachable"* || $said == *"No route"* ]] || fail "ping $2 got no ICMP error: $said"
	echo "ok: ping $2, refused: $(grep -o 'From .*' <<<"$said")"
	is $(($(counter "$r" drop_refused back0) - dropped)) 1 "drop_refused"
done

# The ingress is deleted; the reply is refused
addr "$r" lo 198.51.100.2/32
late 198.51.100.2
ip -n "$r" link del isp2
counts 1 gone answer
works "fallback route" ip -n "$r" link set back0 type nvi fallback route
is "$(drops "$r" back0)" "drop_refused=3" "drop counters above 0"
