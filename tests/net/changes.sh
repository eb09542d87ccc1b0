#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Whatever changes the way of stage 2 does so with the next packet
#
# The gateway of tests/gateway.sh. Decisions of stage 2 are remembered; while h2
# pings without a pause, each thing that a decision depends on is changed, from
# provider 2 to provider 1 and back. What comes after the change has to go the new
# way: 5 packets each, to the packet. Both providers carry h2's public address.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

PUBLIC=198.51.100.2

# counted: "by provider 1, by provider 2" so far; often asked, so without a jq each
counted()
{
	local n

	for n in "$p1" "$p2"; do
		ip netns exec "$n" nft list counter inet isp out
	done | awk '/packets/ { printf "%s%s", s, $2; s = " " }'
}

# goes N WHAT: 5 pings, all by provider N
goes()
{
	local one two now1 now2

	read -r one two <<<"$(counted)"
	h2 ping -q -c 5 -l 5 -W 2 $SERVER4 >/dev/null || fail "$2: no answer"
	read -r now1 now2 <<<"$(counted)"
	is "$((now1 - one)) $((now2 - two))" "$([[ $1 == 1 ]] && echo 5 0 || echo 0 5)" "$2: by provider 1, 2"
}

# turns WHAT THERE BACK: to provider 1 by the command THERE, and back
turns()
{
	eval "$2" || fail "$2"
	goes 1 "$1"
	eval "$3" || fail "$3"
	goes 2 "$1, taken back"
}

gateway
p1 nft insert rule inet isp forward iifname eth0 ip saddr $PUBLIC counter name out accept
for n in 1 2; do ip -n "$p1" route replace $PUBLIC via 192.0.2.2; done
h2 ping -q -c 1 $SERVER4 >/dev/null
goes 2 "at first"
goes 2 "and again"

rt() { ip -n "$r" "$@"; }
turns "a route replaced" "rt route replace default via 192.0.2.1 table 102" \
	"rt route replace default via 198.51.100.1 table 102"
turns "a more exact route" "rt route add $SERVER4 via 192.0.2.1 table 102" \
	"rt route del $SERVER4 table 102"
turns "a rule" "rt rule add pref 900 from $PUBLIC lookup 101" "rt rule del pref 900"
turns "a rule by destination" "rt rule add pref 900 from $PUBLIC to $SERVER4 lookup 101" \
	"rt rule del pref 900"
turns "a rule by ports" "rt rule add pref 900 from $PUBLIC ipproto icmp lookup 101" \
	"rt rule del pref 900"
turns "the device's mark" \
	"rt rule add pref 900 fwmark 7 lookup 101; rt link set nvi0 type nvi mark 7" \
	"rt link set nvi0 type nvi mark off; rt rule del pref 900"
# in mode direct there is no second PRE_ROUTING
stage2_chain="prerouting priority mangle" stage2_match="ct state untracked"
! direct || stage2_chain="postrouting priority 101" stage2_match="oifname nvi0"
turns "a mark of nftables" \
	"rt rule add pref 900 fwmark 8 lookup 101; r nft add table ip m; r nft add chain ip m p '{ type filter hook $stage2_chain; }'; r nft add rule ip m p $stage2_match meta mark set 8" \
	"r nft delete table ip m; rt rule del pref 900"
# (older kernels do not rename a device that is up)
if rt link set lan name other 2>/dev/null; then
	rt link set other name lan
	turns "the name of a device that a rule asks for" \
		"rt rule add pref 1101 iif other lookup 100; rt rule add pref 900 from $PUBLIC iif other lookup 101; rt link set lan name other" \
		"rt link set other name lan; rt rule del pref 900; rt rule del pref 1101"
fi
turns "a next hop's object" \
	"rt nexthop add id 7 via 198.51.100.1 dev isp2; rt route replace default nhid 7 table 102; goes 2 'by an object'; rt nexthop replace id 7 via 192.0.2.1 dev isp1" \
	"rt nexthop replace id 7 via 198.51.100.1 dev isp2"
rt route replace default via 198.51.100.1 table 102
rt nexthop del id 7
rt route add default via 192.0.2.1 table 102 metric 500
turns "a route of lower preference, when the device goes down" \
	"ip -n $s route add $PUBLIC via 10.9.1.1; rt link set isp2 down" \
	"ip -n $s route del $PUBLIC; rt link set isp2 up; rt route replace default via 198.51.100.1 table 102; wait_for 5 r ping -q -c 1 -W 1 198.51.100.1"
turns "the service class" "rt rule add pref 900 from $PUBLIC dsfield 0x10 lookup 101; h2 nft add table ip t; h2 nft add chain ip t o '{ type filter hook output priority 0; }'; h2 nft add rule ip t o ip dscp set 4" \
	"h2 nft delete table ip t"
rt rule del pref 900

# an address makes the destination the router's own, and not any more
before=$(counted)
rt addr add $SERVER4/32 dev lo
works "the destination is an address of the router: it answers" h2 ping -q -c 3 -i 0.01 $SERVER4
rt addr del $SERVER4/32 dev lo
is "$(counted)" "$before" "by provider 1, 2: nothing"
goes 2 "an address, taken back"

# flowing: have 20 more packets left?
flowing() { local a b; read -r a b <<<"$(counted)"; ((a + b > one + two + 20)); }

# under traffic: what is on the way when it changes goes one way or the other, and
# nothing the wrong one afterwards
for n in 1 2 1 2; do
	read -r one two <<<"$(counted)"
	start ip netns exec "$h2" ping -q -i 0.004 $SERVER4 >/dev/null
	pings=$pid
	wait_for 20 flowing
	via=192.0.2.1
	[[ $n == 1 ]] || via=198.51.100.1
	rt route replace default via $via table 102
	read -r one two <<<"$(counted)"
	wait_for 20 flowing
	read -r now1 now2 <<<"$(counted)"
	if [[ $n == 1 ]]; then late=$((now2 - two)); else late=$((now1 - one)); fi
	is "$late" 0 "traffic turned to provider $n: packets by the other one afterwards"
	kill -INT "$pings"
	wait "$pings"
done
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "with a wrong source"
! direct || compare "$(counter "$r" direct_ipv4)" '>' 300 "straight out"
is "$(drops "$r")" "" "drops"
