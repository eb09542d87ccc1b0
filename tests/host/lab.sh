#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The lab says what happened: statuses, output, a dying and a complaining kernel
#
# If the lab took a panic for success, no other test would mean anything.
cd "$(dirname "$0")/../.." || exit 1
bad=0

# status EXPECTED WHAT VM-ARGUMENT...
status()
{
	local want=$1 what=$2 got

	shift 2
	scripts/vm "$@" >"$out" 2>"$err" </dev/null
	got=$?
	if ((got == want)); then
		echo "ok: $what: status $got"
	else
		echo "FAIL: $what: status $got, should be $want"
		cat "$out" "$err"
		bad=1
	fi
}

out=$(mktemp) err=$(mktemp) file=$(mktemp)
trap 'rm -f "$out" "$err" "$file"' EXIT
head -c 200000 /dev/urandom >"$file"
# shellcheck disable=SC2016 # for the shell in there
status 7 "a command's own, its words and its output" --file "$file:/blob" -- bash -c \
	'printf "<%s>" "$@"; sha256sum </blob; lsmod | grep -c ^nvi >&2; exit 7' x 'a  b' "it's" ''
[[ $(cat "$out") == "<a  b><it's><>$(sha256sum <"$file")" ]] ||
	{ echo "FAIL: output is $(cat "$out")"; bad=1; }
[[ $(cat "$err") == 0 ]] ||
	{ echo "FAIL: nvi is loaded before anybody asked for it, or stderr is lost: $(cat "$err")"; bad=1; }
status 70 "a panic" -- bash -c 'echo c >/proc/sysrq-trigger'
grep -q 'sysrq triggered crash' "$err" || { echo "FAIL: no log of the panic"; bad=1; }
NVI_APPEND='rdinit=/nonexistent' status 70 "a panic before there was a process"
grep -q 'once more' "$err" || { echo "FAIL: that was not tried again"; bad=1; }
status 70 "a complaint of the kernel" -- bash -c 'echo "WARNING: CPU: 0 PID: 1 at net/test.c" >/dev/kmsg'
status 124 "a command that does not end" --timeout 15 -- sleep 1000
status 2 "an option that there is not" --no-such-option -- true
grep -q -- '--no-such-option' "$err" || { echo "FAIL: the error does not name the option"; bad=1; }
exit $bad
