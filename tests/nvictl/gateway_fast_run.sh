#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway run: a qdisc added to the nvi device switches the fast path off, and its deletion on again
#
# The topology is the single router of gateway.bash.
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
works "fast on" is_fast true
r tc qdisc add dev nvi0 root tbf rate 1mbit burst 10k latency 10ms || fail "tc"
wait_for 20 is_fast false
echo "ok: fast off with a qdisc"
r tc qdisc del dev nvi0 root
wait_for 20 is_fast true
echo "ok: fast on without a qdisc"
stop "$pid"
r nvictl gateway remove >/dev/null || fail "remove"
