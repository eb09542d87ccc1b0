#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# monitor: devices, rules and new connections, with their ingress, are printed as they appear
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl ps

gateway
whoami "$s" tcp
# ended PID: true if the process has exited
ended() { [[ $(ps -o state= -p "$1") != [RSD] ]]; }
log=$(mktemp) text=$(mktemp)
# listens PID PROTOCOL GROUPS: true if a netlink socket of the process has joined GROUPS (libnl puts
# more into the upper bits of the second socket's port)
listens()
{
	ip netns exec "$r" awk -v pid="$1" -v protocol="$2" -v groups="$3" '
		$2 == protocol && $3 % 4194304 == pid && $4 == groups { n++ }
		END { exit !n }' /proc/net/netlink
}
NETFILTER="12 00000001"	# NFNLGRP_CONNTRACK_NEW, the last group that monitor joins
RULES="0 00040081"	# RTNLGRP_LINK, _IPV4_RULE, _IPV6_RULE

start ip netns exec "$r" nvictl -j monitor >"$log"
# shellcheck disable=SC2086 # two words
wait_for 10 listens "$pid" $NETFILTER
start ip netns exec "$r" nvictl monitor >"$text"
# shellcheck disable=SC2086
wait_for 10 listens "$pid" $NETFILTER
seen() { jq -es "map(select($1)) | length > 0" "$log" >/dev/null; }

is "$(ask "$h2" tcp $SERVER4)" 198.51.100.2 "h2's source at the server"
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
# monitor ends when its reader has ended
start ip netns exec "$r" nvictl monitor rule > >(head -n 1 >/dev/null)
# shellcheck disable=SC2086
wait_for 10 listens "$pid" $RULES
for p in 5 6; do
	r nvictl rule add pref $p table 5
	r nvictl rule flush
done
wait_for 10 ended "$pid"
rm "$log" "$text"
