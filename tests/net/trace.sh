#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Tracepoints tell a packet's journey, and drop reasons where it ended
#
# The gateway of tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
tracing=/sys/kernel/tracing
[[ -e $tracing/trace ]] || skip "no tracefs"

event=nvi_reinject
gateway
[[ -e $tracing/events/nvi ]] || fail "there are no events of nvi"

# trace EVENT... -- COMMAND...: what they say, without the time, in $said
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

# lines PATTERN: how many of them
lines() { grep -c -E "$1" <<<"$said"; }

# freed: IPv4 packets that kfree_skb is told of, by reason
freed() { sed -n 's/^kfree_skb: .*protocol=2048 .*reason: //p' <<<"$said" | sort | uniq -c | xargs; }

# The bridge tells of its group 224.0.0.106 when some seconds are over, and three hosts drop that.
sw sysctl -qw net.ipv4.igmp_link_local_mcast_reports=0

# What ping itself costs: the reply that its raw socket has got a copy of
trace skb/kfree_skb -- p2 ping -q -c 3 -i 0.01 -s 72 $SERVER4
pings=$(freed)

reasons=$(grep -c reason /sys/kernel/tracing/events/skb/kfree_skb/format)
lan=$(r cat /sys/class/net/lan/ifindex) isp2=$(r cat /sys/class/net/isp2/ifindex)
trace nvi/nvi_record nvi/$event nvi/nvi_drop skb/kfree_skb -- \
	h2 ping -q -c 3 -i 0.01 -s 72 $SERVER4
is "$(lines '^nvi_record: ')" 2 "records written: one a direction"
is "$(lines "^nvi_record: in=lan ifindex=$lan ct=\S+ dir=original$")" 1 "record of the original direction"
is "$(lines "^nvi_record: in=isp2 ifindex=$isp2 ct=\S+ dir=reply$")" 1 "record of the answers"
is "$(lines "^$event: ")" 3 "in stage 2"
is "$(lines "^$event: dev=nvi0 in=lan skb=\S+ len=100 mark=0x0 ::ffff:198.51.100.2 -> ::ffff:203.0.113.1$")" \
	3 "in stage 2, every field"
is "$(lines '^nvi_drop: ')" 0 "dropped"
is "$(freed)" "$pings" "freed by kfree_skb: what is no fault of nvi"

ip -n "$r" link set nvi0 type nvi mark 0x100/0xff00
trace nvi/$event -- h2 ping -q -c 3 -i 0.01 -s 72 $SERVER6
is "$(lines "^$event: dev=nvi0 in=lan skb=\S+ len=120 mark=0x100 2001:db8:2::2 -> 2001:db8:ff::1$")" \
	3 "IPv6 in stage 2, every field"

# The end of a journey
ip -n "$r" rule del pref 1002
trace nvi/nvi_reinject nvi/nvi_drop skb/kfree_skb -- \
	h2 ping -q -c 3 -i 0.01 -W 0.1 -s 72 $SERVER4
is "$(lines '^nvi_reinject: ')" 3 "re-injected"
is "$(lines '^nvi_drop: dev=nvi0 at=lan skb=\S+ len=100 reason=loop$')" 3 "dropped, every field"
# newer kernels have RECURSION_LIMIT; 5.10 has no reasons
((!reasons)) || [[ $(freed) =~ ^3\ (RECURSION_LIMIT|NOT_SPECIFIED)$ ]] || fail "freed by kfree_skb: $(freed)"
echo "ok: freed by kfree_skb: $(freed)"

# Too big for the way out: the sender is told, and the reason is the kernel's
ip -n "$r" rule add pref 1002 from 198.51.100.0/24 lookup 102
ip -n "$r" link set isp2 mtu 1000
trace nvi/nvi_drop skb/kfree_skb -- h2 ping -q -c 1 -W 0.1 -M "do" -s 1200 $SERVER4
is "$(lines '^nvi_drop: dev=nvi0 at=lan skb=\S+ len=1228 reason=too_big$')" 1 "too big, every field"
((!reasons)) ||
	compare "$(lines '^kfree_skb: .*protocol=2048 .*reason: PKT_TOO_BIG$')" == 1 "freed as too big"

# No route: the kernel's own ip_error() or ip6_pkt_discard() carries it out
ip -n "$r" link set isp2 mtu 1500
ip -n "$r" route replace unreachable default table 102
ip -n "$r" -6 route replace unreachable default table 102 metric 1
trace nvi/nvi_drop -- h2 ping -q -c 1 -W 0.1 -s 72 $SERVER4
is "$(lines '^nvi_drop: dev=nvi0 at=lan skb=\S+ len=100 reason=no_route$')" 1 "no route, every field"
trace nvi/nvi_drop -- h2 ping -q -c 1 -W 0.1 -s 72 $SERVER6
is "$(lines '^nvi_drop: dev=nvi0 at=lan skb=\S+ len=120 reason=no_route$')" 1 "no route, IPv6, every field"
