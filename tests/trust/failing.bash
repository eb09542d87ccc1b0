# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Helpers of the tests with failing allocations: failslab is set up, and restored at the end.
# shellcheck disable=SC2034 # used by the tests

need fail_nth.so

slab=/sys/kernel/debug/failslab
[[ -e /proc/self/fail-nth && -e $slab/ignore-gfp-wait && -e $slab/require-start ]] ||
	skip "this kernel lacks CONFIG_FAILSLAB, or FAULT_INJECTION_DEBUG_FS or _STACKTRACE_FILTER"
for f in verbose ignore-gfp-wait cache-filter probability interval times space \
	{require,reject}-{start,end}; do
	on_exit bash -c "echo $(<$slab/$f) >$slab/$f"
done
echo 0 >$slab/verbose
echo N >$slab/ignore-gfp-wait
leaks=/sys/kernel/debug/kmemleak
[[ ! -e $leaks ]] || echo clear >$leaks 2>/dev/null
told=$(mktemp) said=$(mktemp) preload=$(command -v fail_nth.so)
on_exit rm -f "$told" "$said"

# only require|reject [FUNCTION]: restrict failures to allocations below this function of the kernel
# or of a module, or exclude them; without FUNCTION: remove the restriction
only()
{
	local start=0 end=0

	[[ $1 == reject ]] || end=$((~0))
	if (($# > 1)); then
		read -r start end < <(sort /proc/kallsyms | awk -v f="$2" '
			start && $1 "" > start "" { print "0x" start, "0x" $1; exit }
			$3 == f { start = $1 }')
		[[ $end ]] || fail "the kernel has no $2()"
	fi
	printf '%u\n' "$start" >"$slab/$1-start"
	printf '%u\n' "$end" >"$slab/$1-end"
}
# half of all allocations are kmemleak's own
[[ ! -e $leaks ]] || only reject __alloc_object

# failing N CALL COMMAND...: run COMMAND with its Nth allocation failing; set $how (failed or
# whole), $status and $text. (A fork takes as long as the whole command.)
failing()
{
	: >"$told"
	LD_PRELOAD=$preload NVI_NTH=$1 NVI_CALL=$2 NVI_TOLD=$told "${@:3}" >"$said" 2>&1
	status=$?
	read -r how <"$told"
	IFS= read -r -d '' text <"$said"
	[[ $how ]] || fail "'${*:3}' made no call of the kind $2: $status, $text"
}

# kept: check that kmemleak finds nothing. It reports an object after two scans, and none younger
# than five seconds.
kept()
{
	if [[ ! -e $leaks ]] || ! echo scan >$leaks 2>/dev/null; then
		echo "no kmemleak in this kernel"
		return
	fi
	sleep 6
	echo scan >$leaks
	echo scan >$leaks
	is "$(<$leaks)" "" "kmemleak"
}

