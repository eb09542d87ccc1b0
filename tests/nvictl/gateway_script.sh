#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway run: a check script gets its environment and signals, and a slow one is killed
#
# The topology is the single router of gateway.bash.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl

one_provider
work=$(mktemp -d)
on_exit rm -rf "$work"
cat >"$conf" <<-EOT
	[uplink isp1]
	interface = isp1
	gateway = 192.0.2.1
	address = 192.0.2.64/28
	check = script $work/check
	interval = 1
	fall = 2
	rise = 2
	[inside lan]
	interface = lan
EOT
cat >"$work/check" <<-EOT
	#!/bin/bash
	echo "\$NVI_UPLINK \$NVI_INTERFACE \$NVI_ADDRESS" >$work/env
	grep -E '^Sig(Blk|Ign)' /proc/self/status >$work/signals
	if [[ -e $work/slow ]]; then
		echo \$\$ >$work/slow
		exec sleep 1000
	fi
	[[ ! -e $work/dead ]] || exit 7
EOT
chmod +x "$work/check"
told() { [[ $(grep -c -F -- "$1" "$work/log") == "${2-1}" ]]; }

start ip netns exec "$r" nvictl gateway run "$conf" 2>"$work/log"
wait_for 10 grep -q '^SigIgn' "$work/signals"
is "$(<"$work/env")" "isp1 isp1 192.0.2.64/28" "environment of the script"
read -r _ blocked _ ignored < <(tr '\n' ' ' <"$work/signals")
is "$((16#$blocked))" 0 "signals blocked in the script"
is "$((16#$ignored >> 12 & 1))" 0 "SIGPIPE ignored in the script"

touch "$work/dead"
wait_for 20 told "<4>uplink isp1 is dead (script $work/check: exit status 7)"
rm "$work/dead"
wait_for 20 told "uplink isp1 lives"

: >"$work/slow"
wait_for 20 test -s "$work/slow"
slow=$(<"$work/slow")
wait_for 20 told "uplink isp1 is dead (script" 2
rm "$work/slow"
wait_for 10 test ! -e "/proc/$slow"
wait_for 20 told "uplink isp1 lives" 2
stop "$pid"
r nvictl gateway remove >/dev/null || fail "remove"
