#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A list that changes while nvictl reads it is read again: no entry is duplicated or missing
#
# interrupt.so changes the kernel's list between two recvmsg() of nvictl's dump. For devices the
# kernel then sets NLM_F_DUMP_INTR (dev_base_seq). For rules it does not, and the dump skips as many
# rules as it has sent: after an insertion in front it repeats one, after a deletion it omits one.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl interrupt.so

RTM_NEWLINK=16 RTM_NEWRULE=32
dumps=$(mktemp) shown=$(mktemp)
on_exit rm -f "$dumps" "$shown"

# while_it TYPE TIMES COMMAND ARG...: run nvictl ARG... in gw, with COMMAND between its reads
while_it()
{
	: >"$dumps"
	gw env NVI_TYPE="$1" NVI_TIMES="$2" NVI_INTERRUPT="$3" NVI_DUMPS="$dumps" \
		LD_PRELOAD="$(command -v interrupt.so)" nvictl "${@:4}"
}

# told: print how each dump of nvictl's last run ended
told() { paste -sd ' ' "$dumps"; }

setup_gw 192.0.2.2/24
for i in {1..300}; do echo "link add nvi$i type nvi"; done | batch "$gw"
# names FIRST LAST: print the expected device names
names() { seq -f 'nvi%g' "$1" "$2" | sort; }
list() { jq -r '.[].ifname' "$shown" | sort; }

while_it $RTM_NEWLINK 0 '' -j device show >"$shown" || fail "device show"
is "$(told)" "whole" "without a change: dumps"
is "$(list | sha256sum)" "$(names 1 300 | sha256sum)" "300 devices"

while_it $RTM_NEWLINK 1 'ip link add nvi301 type nvi' -j device show >"$shown" || fail "device show"
is "$(told)" "interrupted whole" "a device added: dumps"
is "$(list | sha256sum)" "$(names 1 301 | sha256sum)" "301 devices"

while_it $RTM_NEWLINK 3 'ip link del nvi$NVI_TIME' -j device show >"$shown" || fail "device show"
is "$(told)" "interrupted interrupted interrupted whole" "three devices deleted: dumps"
is "$(list | sha256sum)" "$(names 4 301 | sha256sum)" "298 devices"

while_it $RTM_NEWLINK 2 'ip link add x$NVI_TIME type nvi' stats --prometheus >"$shown" || fail "stats"
is "$(told)" "interrupted interrupted whole" "Prometheus' dumps"
is "$(grep -c '^nvi_up{' "$shown")" 300 "devices in Prometheus format"

check 2 'cannot list devices: it kept changing while it was read, try again' \
	while_it $RTM_NEWLINK 1000 'ip link add y$NVI_TIME type nvi' device show
is "$(sort "$dumps" | uniq -c | tr -s ' ')" " 20 interrupted" "dumps before nvictl gives up"

# Rules inserted before those that have been read
for i in {1001..4000}; do echo "rule add pref $i from 10.0.0.1 table 5"; done | gw nvictl -b -
prefs() { jq -r '.[].priority' "$shown"; }

while_it $RTM_NEWRULE 1 'nvictl rule add pref 7 table 5' -4 -j rule show >"$shown" || fail "rule show"
is "$(prefs | sha256sum)" "$({ echo 7; seq 1001 4000; } | sha256sum)" "3001 rules"
is "$(told)" "whole whole" "a rule added, without NLM_F_DUMP_INTR: dumps"

while_it $RTM_NEWRULE 2 'nvictl rule del pref $((1000 + NVI_TIME))' -4 -j rule show >"$shown" ||
	fail "rule show"
is "$(prefs | sha256sum)" "$({ echo 7; seq 1003 4000; } | sha256sum)" "2999 rules"
is "$(told)" "whole whole whole" "two rules deleted: dumps"

check 2 'cannot list rules: it kept changing while it was read, try again' \
	while_it $RTM_NEWRULE 1000 'nvictl rule add pref $((4000 + NVI_TIME)) table 5' -4 rule show
