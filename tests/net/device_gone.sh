#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Devices go away under traffic: what is lost is counted, the rest goes on
#
# The gateway of tests/gateway.sh. A queue on nvi0 holds stage-1 packets back
# while something happens to the interface they came in by; so it is known how
# many are on their way, and where each has to end.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
modprobe -q sch_netem || skip "no sch_netem"

# meanwhile WHAT COUNTER COMMAND...: 8 pings of h2 wait in front of nvi0 while
# COMMAND is run, and end in COUNTER
meanwhile()
{
	local what=$1 name=$2 had

	shift 2
	r tc qdisc add dev nvi0 root netem delay 5s limit 1000 || fail "no netem"
	had=$(counter "$r" "$name")
	start ip netns exec "$h2" ping -q -c 8 -l 8 -W 7 $SERVER4
	wait_for 5 queued "$r" nvi0 8
	"$@" || fail "$what: '$*' failed"
	queued "$r" nvi0 8 || skip "too slow: what was held for 5 seconds has gone on"
	wait_for 10 queued "$r" nvi0 0
	is $(($(counter "$r" "$name") - had)) 8 "$what: $name, of: $(drops "$r")"
	stop "$pid"
	r tc qdisc del dev nvi0 root
}

resumed()
{
	local out

	# what still waited for the router's link-layer address goes before this one
	h2 ping -q -c 1 -W 5 $SERVER4 >/dev/null
	out=$(passed "$p2" out)
	works "$1: h2 pings again" h2 ping -q -c 3 -i 0.01 $SERVER4
	is $(($(passed "$p2" out) - out)) 3 "$1: by provider 2"
}

# lan_back: what an administrator's scripts do for an interface that comes up
lan_back()
{
	ip -n "$r" link set lan up
	ip -n "$r" addr replace 10.0.0.1/24 dev lan
	ip -n "$r" addr replace fd00:a::1/64 dev lan nodad
	ip -n "$h2" neigh flush dev eth0	# it may be another one
}

gateway
resumed "to begin with"

meanwhile "ingress down" drop_ingress_down ip -n "$r" link set lan down
lan_back
resumed "ingress up"

meanwhile "ingress renamed" reinject_ipv4 bash -c \
	"ip -n $r link set lan down; ip -n $r link set lan name inside; ip -n $r link set inside up"
ip -n "$r" link set inside down
ip -n "$r" link set inside name lan
lan_back
resumed "ingress has its name again"

setup_ns elsewhere
meanwhile "ingress moved away" drop_no_ingress ip -n "$r" link set lan netns "$elsewhere"
ip -n "$elsewhere" link set lan netns "$r"
lan_back
resumed "ingress is back"

meanwhile "ingress deleted" drop_no_ingress ip -n "$r" link del lan
link "$r" lan "$sw" r
ip -n "$sw" link set r master br0
lan_back
resumed "a new ingress"

# The same without a queue, for the races: 400 pings a round
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

# nvi0 down: its route is gone, so what is routed there must not get away by
# another one. This is what the unreachable one of the same table is for.
ip -n "$r" route add unreachable default metric 4000 table 100
bogus=$(passed "$p1" bogus),$(passed "$p1" out)
ip -n "$r" link set nvi0 down
refused "h2 pings, nvi0 down" h2 ping -q -c 5 -i 0.01 -W 0.1 $SERVER4
ip -n "$r" link set nvi0 up
ip -n "$r" route add default dev nvi0 table 100
resumed "nvi0 up"
is "$(passed "$p1" bogus),$(passed "$p1" out)" "$bogus" "by provider 1, nothing new"

# The egress: no route for the translated source any more
lost=$(counter "$r" drop_loop)
start ip netns exec "$h2" ping -q -c 400 -l 20 -i 0.002 -W 0.1 $SERVER4
ip -n "$r" link del isp2
wait "$pid"
compare "$(counter "$r" drop_loop)" '>' "$lost" "egress deleted under traffic: drop_loop"
lost=$(counter "$r" drop_loop)
h2 ping -q -c 5 -i 0.01 -W 0.1 $SERVER4
is $(($(counter "$r" drop_loop) - lost)) 5 "egress deleted: drop_loop"
works "h1 pings, by provider 1" h1 ping -q -c 3 -i 0.01 $SERVER4
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "left by the wrong provider"
