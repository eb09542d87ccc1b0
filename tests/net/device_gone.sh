#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# When a device goes away under traffic, lost packets are counted and other traffic continues
#
# The gateway of tests/gateway.sh. A queue on nvi0 holds stage-1 packets while their ingress
# interface changes. So the number of packets in flight is known, and the counter of each.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

# meanwhile WHAT COUNTER COMMAND...: run COMMAND while 8 pings of h2 wait in front of nvi0; all 8
# must end in COUNTER
meanwhile()
{
	local what=$1 name=$2 had

	shift 2
	hold "$r" nvi0
	had=$(counter "$r" "$name")
	start ip netns exec "$h2" ping -q -c 8 -l 8 -W 7 $SERVER4
	wait_for 5 queued "$r" nvi0 8
	"$@" || fail "$what: '$*' failed"
	let_go "$r" nvi0
	wait_for 10 queued "$r" nvi0 0
	is $(($(counter "$r" "$name") - had)) 8 "$what: $name (drop counters: $(drops "$r"))"
	stop "$pid"
	r tc qdisc del dev nvi0 root
}

resumed()
{
	local out

	# packets that wait for the router's link-layer address leave before this one
	h2 ping -q -c 1 -W 5 $SERVER4 >/dev/null
	out=$(passed "$p2" out)
	works "$1: h2 pings again" h2 ping -q -c 3 -i 0.01 $SERVER4
	is $(($(passed "$p2" out) - out)) 3 "$1: packets through provider 2"
}

# lan_back: restore lan as an administrator's scripts do when an interface comes up
lan_back()
{
	ip -n "$r" link set lan up
	ip -n "$r" addr replace 10.0.0.1/24 dev lan
	ip -n "$r" addr replace fd00:a::1/64 dev lan nodad
	ip -n "$h2" neigh flush dev eth0	# the router's address may be new
}

gateway
resumed "initially"

meanwhile "ingress down" drop_ingress_down ip -n "$r" link set lan down
lan_back
resumed "ingress up"

meanwhile "ingress renamed" reinject_ipv4 bash -c \
	"ip -n $r link set lan down; ip -n $r link set lan name inside; ip -n $r link set inside up"
ip -n "$r" link set inside down
ip -n "$r" link set inside name lan
lan_back
resumed "ingress renamed back"

setup_ns elsewhere
meanwhile "ingress moved to another namespace" drop_no_ingress ip -n "$r" link set lan netns "$elsewhere"
ip -n "$elsewhere" link set lan netns "$r"
lan_back
resumed "ingress moved back"

meanwhile "ingress deleted" drop_no_ingress ip -n "$r" link del lan
link "$r" lan "$sw" r
ip -n "$sw" link set r master br0
lan_back
resumed "ingress created again"

# Without a queue, to provoke races: 400 pings a round
for change in "set lan down" "set lan netns $elsewhere" "del lan"; do
	start ip netns exec "$h2" ping -q -c 400 -l 20 -i 0.002 -W 0.1 $SERVER4
	had=$(stage2 "$r" 4)
	wait_for 5 eval "((\$(stage2 $r 4) > $had + 50))"
	# shellcheck disable=SC2086 # words
	ip -n "$r" link $change || fail "cannot $change"
	case $change in
	*netns*) ip -n "$elsewhere" link set lan netns "$r" ;;
	del*) link "$r" lan "$sw" r; ip -n "$sw" link set r master br0 ;;
	esac
	lan_back
	wait "$pid"
	resumed "after '$change' under traffic"
done

# With nvi0 down its route is gone. The unreachable route of the same table keeps packets from
# leaving by another route.
ip -n "$r" route add unreachable default metric 4000 table 100
bogus=$(passed "$p1" bogus),$(passed "$p1" out)
ip -n "$r" link set nvi0 down
refused "h2 pings, nvi0 down" h2 ping -q -c 5 -i 0.01 -W 0.1 $SERVER4
ip -n "$r" link set nvi0 up
ip -n "$r" route add default dev nvi0 table 100
resumed "nvi0 up"
is "$(passed "$p1" bogus),$(passed "$p1" out)" "$bogus" "packets at provider 1 (wrong source, forwarded): unchanged"

# The egress is deleted: table 102 is empty, and stage 2 continues to the rule that leads to nvi0
lost=$(counter "$r" drop_loop)
start ip netns exec "$h2" ping -q -c 400 -l 20 -i 0.002 -W 0.1 $SERVER4
ip -n "$r" link del isp2
wait "$pid"
compare "$(counter "$r" drop_loop)" '>' "$lost" "egress deleted under traffic: drop_loop"
lost=$(counter "$r" drop_loop)
h2 ping -q -c 5 -i 0.01 -W 0.1 $SERVER4
is $(($(counter "$r" drop_loop) - lost)) 5 "egress deleted: drop_loop"
works "h1 pings, through provider 1" h1 ping -q -c 3 -i 0.01 $SERVER4
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
