# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the tests with failing memory share: failslab set up, and taken back.
# shellcheck disable=SC2034 # for who sources this

need fail_nth.so

slab=/sys/kernel/debug/failslab
[[ -e /proc/self/fail-nth && -e $slab/ignore-gfp-wait ]] ||
	skip "this kernel lacks CONFIG_FAILSLAB or CONFIG_FAULT_INJECTION_DEBUG_FS"
for f in verbose ignore-gfp-wait cache-filter probability interval times space; do
	on_exit bash -c "echo $(<$slab/$f) >$slab/$f"
done
echo 0 >$slab/verbose
echo N >$slab/ignore-gfp-wait
leaks=/sys/kernel/debug/kmemleak
[[ ! -e $leaks ]] || echo clear >$leaks 2>/dev/null
told=$(mktemp) said=$(mktemp)
on_exit rm -f "$told" "$said"

# failing N CALL COMMAND...: sets $how (failed or whole), $status and $text
failing()
{
	: >"$told"
	LD_PRELOAD=$(command -v fail_nth.so) NVI_NTH=$1 NVI_CALL=$2 NVI_TOLD=$told \
		"${@:3}" >"$said" 2>&1
	status=$?
	how=$(<"$told") text=$(<"$said")
	[[ $how ]] || fail "'${*:3}' made no call of the kind $2: $status, $text"
}

# kept: kmemleak's opinion. What it finds must have been found twice, and it looks
# at nothing younger than five seconds.
kept()
{
	if [[ ! -e $leaks ]] || ! echo scan >$leaks 2>/dev/null; then
		echo "no kmemleak here"
		return
	fi
	sleep 6
	echo scan >$leaks
	echo scan >$leaks
	is "$(<$leaks)" "" "kmemleak"
}

