#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply and remove, killed before each of their steps: the next one repairs it
#
# The drawing is in tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl refuse.so

one_provider

# killed N WORDS...: before change N; status 1 when there is none
killed()
{
	r env NVI_KILL="$1" LD_PRELOAD="$(command -v refuse.so)" nvictl gateway "${@:2}" >/dev/null 2>&1
	[[ $? == 137 ]]
}

printf '[reflect]\nsource = all\nfallback = refuse\n' >>"$conf"
before=$(state)
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
whole=$(state)
r nvictl gateway remove >/dev/null || fail "remove"
for ((n = 1; ; n++)); do
	killed $n apply "$conf" || break
	r nvictl gateway apply "$conf" >/dev/null || fail "apply, after it was killed before change $n"
	same "$(state)" "$whole" "apply killed before change $n, and again"
	killed $n remove
	r nvictl gateway remove >/dev/null || fail "remove, after it was killed before change $n"
	same "$(state)" "$before" "remove killed before change $n, and again"
done
same "$(state)" "$whole" "apply in one go"
is $((n - 1)) 19 "changes of apply"
r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "nothing is left"
