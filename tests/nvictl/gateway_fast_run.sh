#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway run: the daemon takes connections off the fast path when a queue comes to the nvi
# device, and lets them back when it goes
#
# The router of gateway.bash alone.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl jq

one_provider
is_fast() { [[ $(r nvictl -j device show nvi0 | jq '.[0].nvi.fast') == "$1" ]]; }
log=$(mktemp)
on_exit rm -f "$log"
start ip netns exec "$r" nvictl gateway run "$conf" 2>"$log"
wait_for 20 grep -q 'the gateway is as' "$log"
! is_fast null || skip "this module has no fast path"
works "on" is_fast true
r tc qdisc add dev nvi0 root tbf rate 1mbit burst 10k latency 10ms || fail "tc"
wait_for 20 is_fast false
echo "ok: off with a queue"
r tc qdisc del dev nvi0 root
wait_for 20 is_fast true
echo "ok: on without"
stop "$pid"
r nvictl gateway remove >/dev/null || fail "remove"
