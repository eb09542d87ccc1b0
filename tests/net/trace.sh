#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tracepoints show a packet's path, and drop reasons show where it ended
#
# The gateway of tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
tracing=/sys/kernel/tracing
[[ -e $tracing/trace ]] || skip "no tracefs"

event=nvi_reinject
gateway
[[ -e $tracing/events/nvi ]] || fail "there are no events of nvi"

# trace EVENT... -- COMMAND...: run COMMAND; set $said to the events, without their time
trace()
{
	local events=()

	while [[ $1 != -- ]]; do events+=("$1"); shift; done
	shift
	echo >$tracing/trace
	for e in "${events[@]}"; do echo 1 >"$tracing/events/$e/enable" || fail "no event $e"; done
	"$@"
	for e in "${events[@]}"; do echo 0 >"$tracing/events/$e/enable"; done
	said=$(sed -n 's/^.*[0-9]: \(.*\)/\1/p' $tracing/trace)
}

# lines PATTERN: the number of matching events
lines() { grep -c -E "$1" <<<"$said"; }

# freed: IPv4 packets freed by kfree_skb, by reason
freed() { sed -n 's/^kfree_skb: .*protocol=2048 .*reason: //p' <<<"$said" | sort | uniq -c | xargs; }

# The bridge reports its group 224.0.0.106 after some seconds, and three hosts would drop that
# packet.
sw sysctl -qw net.ipv4.igmp_link_local_mcast_reports=0

# Packets that ping alone drops: the copy of each reply at its raw socket
trace skb/kfree_skb -- p2 ping -q -c 3 -i 0.01 -s 72 $SERVER4
pings=$(freed)

reasons=$(grep -c reason /sys/kernel/tracing/events/skb/kfree_skb/format)
lan=$(r cat /sys/class/net/lan/ifindex) isp2=$(r cat /sys/class/net/isp2/ifindex)
trace nvi/nvi_record nvi/$event nvi/nvi_drop skb/kfree_skb -- \
	h2 ping -q -c 3 -i 0.01 -s 72 $SERVER4
is "$(lines '^nvi_record: ')" 2 "records written: one per direction"
is "$(lines "^nvi_record: in=lan ifindex=$lan ct=\S+ dir=original$")" 1 "record of the original direction"
is "$(lines "^nvi_record: in=isp2 ifindex=$isp2 ct=\S+ dir=reply$")" 1 "record of the answers"
is "$(lines "^$event: ")" 3 "packets in stage 2"
is "$(lines "^$event: dev=nvi0 in=lan skb=\S+ len=100 mark=0x0 ::ffff:198.51.100.2 -> ::ffff:203.0.113.1$")" \
	3 "packets in stage 2, every field"
is "$(lines '^nvi_drop: ')" 0 "nvi_drop events"
is "$(freed)" "$pings" "freed by kfree_skb: only those of ping itself"

ip -n "$r" link set nvi0 type nvi mark 0x100/0xff00
trace nvi/$event -- h2 ping -q -c 3 -i 0.01 -s 72 $SERVER6
is "$(lines "^$event: dev=nvi0 in=lan skb=\S+ len=120 mark=0x100 2001:db8:2::2 -> 2001:db8:ff::1$")" \
	3 "IPv6 packets in stage 2, every field"

# A loop ends the path
ip -n "$r" rule del pref 1002
trace nvi/nvi_reinject nvi/nvi_drop skb/kfree_skb -- \
	h2 ping -q -c 3 -i 0.01 -W 0.1 -s 72 $SERVER4
is "$(lines '^nvi_reinject: ')" 3 "packets re-injected"
is "$(lines '^nvi_drop: dev=nvi0 at=lan skb=\S+ len=100 reason=loop$')" 3 "nvi_drop, every field"
# newer kernels say RECURSION_LIMIT; 5.10 has no reasons
((!reasons)) || [[ $(freed) =~ ^3\ (RECURSION_LIMIT|NOT_SPECIFIED)$ ]] || fail "freed by kfree_skb: $(freed)"
echo "ok: freed by kfree_skb: $(freed)"

# Larger than the next link's MTU: the sender gets an error, and the drop reason is the kernel's
ip -n "$r" rule add pref 1002 from 198.51.100.0/24 lookup 102
ip -n "$r" link set isp2 mtu 1000
trace nvi/nvi_drop skb/kfree_skb -- h2 ping -q -c 1 -W 0.1 -M "do" -s 1200 $SERVER4
is "$(lines '^nvi_drop: dev=nvi0 at=lan skb=\S+ len=1228 reason=too_big$')" 1 "nvi_drop of too_big, every field"
((!reasons)) ||
	compare "$(lines '^kfree_skb: .*protocol=2048 .*reason: PKT_TOO_BIG$')" == 1 "kfree_skb with PKT_TOO_BIG"

# No route: the kernel's ip_error() or ip6_pkt_discard() drops the packet
ip -n "$r" link set isp2 mtu 1500
ip -n "$r" route replace unreachable default table 102
ip -n "$r" -6 route replace unreachable default table 102 metric 1
trace nvi/nvi_drop -- h2 ping -q -c 1 -W 0.1 -s 72 $SERVER4
is "$(lines '^nvi_drop: dev=nvi0 at=lan skb=\S+ len=100 reason=no_route$')" 1 "nvi_drop of no_route, every field"
trace nvi/nvi_drop -- h2 ping -q -c 1 -W 0.1 -s 72 $SERVER6
is "$(lines '^nvi_drop: dev=nvi0 at=lan skb=\S+ len=120 reason=no_route$')" 1 "nvi_drop of no_route, IPv6, every field"
