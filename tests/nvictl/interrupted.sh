#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A list that changes while it is read is read again: nothing twice, nothing missing
#
# interrupt.so changes the kernel between two recvmsg() of nvictl's dump. For
# devices the kernel then says NLM_F_DUMP_INTR (dev_base_seq); for rules it
# does not, and the dump goes on behind as many rules as it had: with one more in
# front it repeats one, with one less it leaves one out.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl interrupt.so

RTM_NEWLINK=16 RTM_NEWRULE=32
dumps=$(mktemp) shown=$(mktemp)
on_exit rm -f "$dumps" "$shown"

# while_it TYPE TIMES COMMAND ARG...: nvictl ARG... in gw, with the change COMMAND
while_it()
{
	: >"$dumps"
	gw env NVI_TYPE="$1" NVI_TIMES="$2" NVI_INTERRUPT="$3" NVI_DUMPS="$dumps" \
		LD_PRELOAD="$(command -v interrupt.so)" nvictl "${@:4}"
}

# the dumps of nvictl's last run
told() { paste -sd ' ' "$dumps"; }

setup_gw 192.0.2.2/24
for i in {1..300}; do echo "link add nvi$i type nvi"; done | batch "$gw"
# names: what is expected of FIRST to LAST, the names of devices
names() { seq -f 'nvi%g' "$1" "$2" | sort; }
list() { jq -r '.[].ifname' "$shown" | sort; }

while_it $RTM_NEWLINK 0 '' -j device show >"$shown" || fail "device show"
is "$(told)" "whole" "nobody disturbs: dumps"
is "$(list | sha256sum)" "$(names 1 300 | sha256sum)" "300 devices"

while_it $RTM_NEWLINK 1 'ip link add nvi301 type nvi' -j device show >"$shown" || fail "device show"
is "$(told)" "interrupted whole" "one is added: dumps"
is "$(list | sha256sum)" "$(names 1 301 | sha256sum)" "301 devices"

while_it $RTM_NEWLINK 3 'ip link del nvi$NVI_TIME' -j device show >"$shown" || fail "device show"
is "$(told)" "interrupted interrupted interrupted whole" "three go: dumps"
is "$(list | sha256sum)" "$(names 4 301 | sha256sum)" "298 devices"

while_it $RTM_NEWLINK 2 'ip link add x$NVI_TIME type nvi' stats --prometheus >"$shown" || fail "stats"
is "$(told)" "interrupted interrupted whole" "Prometheus' dumps"
is "$(grep -c '^nvi_up{' "$shown")" 300 "Prometheus sees"

check 2 'cannot list devices: it kept changing while it was read, try again' \
	while_it $RTM_NEWLINK 1000 'ip link add y$NVI_TIME type nvi' device show
is "$(sort "$dumps" | uniq -c | tr -s ' ')" " 20 interrupted" "it gives up after"

# Rules, in front of those that have been read
for i in {1001..4000}; do echo "rule add pref $i from 10.0.0.1 table 5"; done | gw nvictl -b -
prefs() { jq -r '.[].priority' "$shown"; }

while_it $RTM_NEWRULE 1 'nvictl rule add pref 7 table 5' -4 -j rule show >"$shown" || fail "rule show"
is "$(prefs | sha256sum)" "$({ echo 7; seq 1001 4000; } | sha256sum)" "3001 rules"
is "$(told)" "whole whole" "a rule is added, and the kernel says nothing: dumps"

while_it $RTM_NEWRULE 2 'nvictl rule del pref $((1000 + NVI_TIME))' -4 -j rule show >"$shown" ||
	fail "rule show"
is "$(prefs | sha256sum)" "$({ echo 7; seq 1003 4000; } | sha256sum)" "2999 rules"
is "$(told)" "whole whole whole" "two go: dumps"

check 2 'cannot list rules: it kept changing while it was read, try again' \
	while_it $RTM_NEWRULE 1000 'nvictl rule add pref $((4000 + NVI_TIME)) table 5' -4 rule show
