#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply and remove: after a kill before any change, the next run completes the work
#
# The topology is in tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl refuse.so

one_provider

# killed N WORDS...: run nvictl gateway WORDS, killed before change N; status 1 if there is no
# change N
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
	same "$(state)" "$whole" "apply killed before change $n, and repeated"
	killed $n remove
	r nvictl gateway remove >/dev/null || fail "remove, after it was killed before change $n"
	same "$(state)" "$before" "remove killed before change $n, and repeated"
done
same "$(state)" "$whole" "an uninterrupted apply"
is $((n - 1)) 19 "changes of apply"
r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "state after remove"
