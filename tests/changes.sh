# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What tests/net/changes*.sh share: h2's packets to $SERVER, with the public address
# $PUBLIC, go by provider 2, then something changes, and they go by provider 1.
# shellcheck disable=SC2154

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
	h2 taskset -c 0 ping -q -c 5 -l 5 -W 2 "$SERVER" >/dev/null || fail "$2: no answer"
	read -r now1 now2 <<<"$(counted)"
	is "$((now1 - one)) $((now2 - two))" "$([[ $1 == 1 ]] && echo 5 0 || echo 0 5)" "$2: by provider 1, 2"
}

# turns WHAT THERE BACK: to provider 1 by the command THERE, and back
turns()
{
	fresh
	eval "$2" || fail "$2"
	goes 1 "$1"
	fresh
	eval "$3" || fail "$3"
	goes 2 "$1, taken back"
}

# turns_by_nftables: a mark that it sets in stage 2, where a rule asks for it
turns_by_nftables()
{
	turns "a mark of nftables" \
		"rt rule add pref 900 fwmark 8 lookup 101; r nft add table inet m; r nft add chain inet m p '{ type filter hook prerouting priority mangle; }'; r nft add rule inet m p ct state untracked meta mark set 8" \
		"r nft delete table inet m; rt rule del pref 900"
}

# turns_by_name: a rule asks for a device by its name (older kernels do not rename one that is up)
turns_by_name()
{
	rt link set lan name other 2>/dev/null || return 0
	rt link set other name lan
	turns "the name of a device that a rule asks for" \
		"rt rule add pref 1101 iif other lookup 100; rt rule add pref 900 from $PUBLIC iif other lookup 101; rt link set lan name other" \
		"rt link set other name lan; rt rule del pref 900; rt rule del pref 1101"
}

# fresh: have the processor that is used here decide
fresh() { h2 taskset -c 0 ping -q -c 1 -W 2 "$SERVER" >/dev/null || fail "no answer"; }

# flowing: have 20 more packets left?
flowing() { local a b; read -r a b <<<"$(counted)"; ((a + b > one + two + 20)); }

# turns_under_traffic WHAT TO1 TO2: by two commands, there and back, twice, while h2 pings.
# What is on the way when it changes goes one way or the other, and nothing the wrong one
# afterwards.
turns_under_traffic()
{
	local n one two now1 now2 late pings

	for n in 1 2 1 2; do
		read -r one two <<<"$(counted)"
		start ip netns exec "$h2" taskset -c 0 ping -q -i 0.004 "$SERVER" >/dev/null
		pings=$pid
		wait_for 20 flowing
		if [[ $n == 1 ]]; then eval "$2"; else eval "$3"; fi || fail "$1"
		read -r one two <<<"$(counted)"
		wait_for 20 flowing
		read -r now1 now2 <<<"$(counted)"
		if [[ $n == 1 ]]; then late=$((now2 - two)); else late=$((now1 - one)); fi
		is "$late" 0 "$1 under traffic, to provider $n: packets by the other one afterwards"
		kill -INT "$pings"
		wait "$pings"
	done
}

rt() { ip -n "$r" "$@"; }
