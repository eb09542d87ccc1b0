#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Rules: nvictl -b is as fast as ip -batch, and "rule show" as fast as ip's
#
# Both do the same work in identical namespaces. The clock counts instructions
# (tests/host/count.sh). The best of three turns counts: the first one fills caches.
# shellcheck disable=SC2034,SC2154
. "$(dirname "$0")/../lib.sh"
need jq nvictl

rules=$(mktemp) shown=$(mktemp)
on_exit rm -f "$rules" "$shown" "$shown.ip"

# some N: print a batch that adds N rules
some()
{
	local i

	for ((i = 1; i <= $1; i++)); do
		echo "rule add pref $i from 10.0.$((i / 250)).$((i % 250)) table 102"
	done
}

# race WHAT OURS THEIRS [FIRST]: compare two command lines, which may use $turn; FIRST runs before
# each turn
race()
{
	local what=$1 side turn began took
	local -A line=([ours]=$2 [theirs]=$3) best=()

	for turn in 1 2 3; do
		eval "${4-}"
		for side in theirs ours; do
			began=$(date +%s%N)
			eval "${line[$side]}" || fail "$what: ${line[$side]}"
			took=$((($(date +%s%N) - began) / 1000))
			((took < ${best[$side]:-took + 1})) && best[$side]=$took
		done
	done
	compare "${best[ours]}" '<=' "${best[theirs]}" \
		"$what: thousands of instructions of nvictl and of ip"
}

some 1000 >"$rules"
race "1,000 rules added" 'nvictl -n "b$turn-$$" -b "$rules"' 'ip -n "a$turn-$$" -batch "$rules"' \
	'setup_ns a$turn b$turn'
is "$(nvictl -n "$b3" rule show | wc -l)" 1000 "rules added by nvictl"
is "$(ip -n "$a3" rule show | wc -l)" 1003 "rules added by ip, plus the kernel's three"

some 10000 >"$rules"
setup_ns c
works "10,000 rules" nvictl -n "$c" -b "$rules"
race "10,000 rules shown" 'nvictl -n "$c" rule show >"$shown"' 'ip -n "$c" rule show >"$shown.ip"'
is "$(grep -c 'from 10\.' "$shown")" 10000 "rules shown by nvictl"
is "$(grep -c 'from 10\.' "$shown.ip")" 10000 "rules shown by ip"
race "10,000 rules in JSON" 'nvictl -j -n "$c" rule show >"$shown"' 'ip -j -n "$c" rule show >"$shown.ip"'
is "$(jq length "$shown")" 10000 "rules in JSON by nvictl"
