#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply and remove: when any step fails, everything is restored
#
# The topology is in tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl refuse.so

one_provider

# fails STEPS WORDS...: run the command with its first change refused, then with its second, and so
# on; it must succeed after STEPS refusals
fails()
{
	local steps=$1 n=1 before

	shift
	before=$(state)
	while ! r env NVI_REFUSE=$n LD_PRELOAD="$(command -v refuse.so)" nvictl gateway "$@" >/dev/null 2>/tmp/said; do
		same "$(state)" "$before" "$*: step $n fails, and everything is restored: $(</tmp/said)"
		[[ $(wc -l </tmp/said) == 1 ]] || fail "$*: more than one line of output"
		n=$((n + 1))
	done
	is $((n - 1)) "$steps" "steps of $*"
}
before=$(state)
# table, three sysctls, device and its alias; 5 routes in the tables of stage 1, the uplink and
# local; three rules
fails 14 apply "$conf"
whole=$(state)
sed -i 's/192.0.2.1$/192.0.2.9/; s/\[gateway\]/&/; s/192.0.2.64/192.0.2.80/' "$conf"
printf '[gateway]\nmark = 0x200/0xff00\n' >>"$conf"
# table, device, 2 routes and one rule are added, one route and one rule deleted
fails 7 apply "$conf"
# table, device and its alias, 2 routes and one rule
printf '[reflect]\nsource = all\nfallback = refuse\n' >>"$conf"
fails 6 apply "$conf"
# table, and deletion of the former, without the alias
sed -i '/^.reflect/,$d' "$conf"
fails 5 apply "$conf"
r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "state after remove"
sed -i '/gateway\]/,$d; s/192.0.2.9$/192.0.2.1/; s/192.0.2.80/192.0.2.64/' "$conf"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
same "$(state)" "$whole" "apply after the changes were reverted"
fails 13 remove
same "$(state)" "$before" "state after remove"
