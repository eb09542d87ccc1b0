#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway run: after lost events (ENOBUFS) the daemon checks everything again
#
# The topology is the single router of gateway.bash. The daemon is stopped while its socket fills
# with unrelated events; the relevant event comes after them, and is lost.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl

one_provider
log=$(mktemp) routes=$(mktemp)
on_exit rm -f "$log" "$routes"
told() { [[ $(grep -c -F -- "$1" "$log") == "${2-1}" ]]; }
is_whole() { [[ $(state) == "$whole" ]]; }
# lost: the events lost by rtnetlink sockets with multicast groups, which are the daemon's
lost() { r awk '$2 == 0 && $4 !~ /^0+$/ { n += $9 } END { print n + 0 }' /proc/net/netlink; }

start ip netns exec "$r" nvictl gateway run "$conf" 2>"$log"
daemon=$pid
# continue the daemon if the test ends early
on_exit eval "kill -CONT $daemon 2>/dev/null"
wait_for 20 told 'the gateway is as'
whole=$(state)
for ((i = 0; i < 3000; i++)); do
	echo "route add 172.$((16 + i / 250)).0.$((i % 250))/32 dev lan"
done >"$routes"
for n in 1 2; do
	kill -STOP "$daemon"
	batch "$r" <"$routes"
	r ip rule del pref 8900
	compare "$(lost)" '>' 0 "events that were lost"
	[[ $(state) != "$whole" ]] || fail "the rule is still there"
	kill -CONT "$daemon"
	wait_for 20 told 'some events were lost' $n
	wait_for 20 is_whole
	echo "ok: the daemon restored the rule, round $n"
	sed 's/add/del/' "$routes" | batch "$r"
done
# Without a loss the daemon works as before
r ip rule del pref 8900
wait_for 20 is_whole
told 'some events were lost' 2 || told 'some events were lost' 3 || fail "says $(<"$log")"
sed 's/^/# /' "$log"
stop "$daemon"
r nvictl gateway remove >/dev/null || fail "remove"
