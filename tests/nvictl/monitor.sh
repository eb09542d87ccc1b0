#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# monitor: devices, rules and new connections with their ingress, as they come
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl

gateway
whoami "$s" tcp
log=$(mktemp) text=$(mktemp)
start ip netns exec "$r" nvictl -j monitor >"$log"
start ip netns exec "$r" nvictl monitor >"$text"
sleep 0.5
seen() { jq -es "map(select($1)) | length > 0" "$log" >/dev/null; }

is "$(ask "$h2" tcp $SERVER4)" 198.51.100.2 "h2 is seen as"
r nvictl rule add stage 2 from 9.9.9.9 table 5
r nvictl rule flush
r nvictl device add nvi5 mtu 1400
r nvictl device del nvi5
wait_for 10 seen '.event == "device" and .deleted and .ifname == "nvi5"'
seen '.event == "rule" and (.deleted | not) and .src == "9.9.9.9"' || fail "no rule: $(cat "$log")"
seen '.event == "rule" and .deleted and .src == "9.9.9.9"' || fail "no rule deleted: $(cat "$log")"
seen '.event == "device" and (.deleted | not) and .ifname == "nvi5" and .mtu == 1400' || fail "no device: $(cat "$log")"
seen '.event == "flow" and .original.src == "10.0.0.20" and .translated.src == "198.51.100.2" and .ingress.original == "lan"' ||
	fail "no connection: $(cat "$log")"
grep -q "^flow tcp 10.0.0.20:.* as 198.51.100.2:.* ingress lan lladdr" "$text" || fail "text: $(cat "$text")"
grep -q "^deleted device nvi5" "$text" || fail "text: $(cat "$text")"

check 1 '*"foo" is not a word of "monitor"; there are: device, rule, flow' r nvictl monitor foo
check 2 '*CAP_NET_ADMIN*' ordinary "$r" nvictl monitor
# The reader leaves, and so does it
works "ends with its reader" timeout 20 ip netns exec "$r" bash -c 'nvictl monitor rule | head -n 1 & sleep 0.5
	nvictl rule add pref 5 table 5; nvictl rule del pref 5; nvictl rule add pref 5 table 5; nvictl rule flush; wait'
rm "$log" "$text"
