#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# scripts/vm reports exit status, output, panics, warnings of the kernel and timeouts
#
# Every other test depends on this: a panic must not count as success.
cd "$(dirname "$0")/../.." || exit 1
bad=0

# status EXPECTED WHAT VM-ARGUMENT...: run scripts/vm and compare its exit status
status()
{
	local want=$1 what=$2 got

	shift 2
	scripts/vm "$@" >"$out" 2>"$err" </dev/null
	got=$?
	if ((got == want)); then
		echo "ok: $what: status $got"
	else
		echo "FAIL: $what: status $got, expected $want"
		cat "$out" "$err"
		bad=1
	fi
}

out=$(mktemp) err=$(mktemp) file=$(mktemp)
trap 'rm -f "$out" "$err" "$file"' EXIT
head -c 200000 /dev/urandom >"$file"
# shellcheck disable=SC2016 # expanded by the shell in the virtual machine
status 7 "a command's exit status, arguments and output" --file "$file:/blob" -- bash -c \
	'printf "<%s>" "$@"; sha256sum </blob; lsmod | grep -c ^nvi >&2; exit 7' x 'a  b' "it's" ''
[[ $(cat "$out") == "<a  b><it's><>$(sha256sum <"$file")" ]] ||
	{ echo "FAIL: the output is $(cat "$out")"; bad=1; }
[[ $(cat "$err") == 0 ]] ||
	{ echo "FAIL: nvi is loaded at boot, or stderr is lost: $(cat "$err")"; bad=1; }
status 70 "a panic" -- bash -c 'echo c >/proc/sysrq-trigger'
grep -q 'sysrq triggered crash' "$err" || { echo "FAIL: the kernel log of the panic is missing"; bad=1; }
NVI_APPEND='rdinit=/nonexistent' status 70 "a panic before the first process"
grep -q 'once more' "$err" || { echo "FAIL: the machine did not boot a second time"; bad=1; }
status 70 "a warning of the kernel" -- bash -c 'echo "WARNING: CPU: 0 PID: 1 at net/test.c" >/dev/kmsg'
status 124 "a command that does not end" --timeout 15 -- sleep 1000
status 2 "an unknown option" --no-such-option -- true
grep -q -- '--no-such-option' "$err" || { echo "FAIL: the error does not name the option"; bad=1; }
exit $bad
