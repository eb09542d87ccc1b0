#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Fuzzers find no bug in nvictl's parsers, and find a planted one
#
# Each fuzzer of tests/fuzz runs for NVI_FUZZ_SECONDS (10), two at a time. The corpus is
# kept in the cache; the next run starts from it.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
scripts/need clang=clang llvm-symbolizer=llvm make=make pkg-config=pkg-config \
	/usr/include/libnl3/netlink/netlink.h=libnl-3-dev \
	/usr/include/libnl3/netlink/route/route.h=libnl-route-3-dev \
	/usr/include/libnetfilter_conntrack/libnetfilter_conntrack.h=libnetfilter-conntrack-dev \
	/usr/include/ini.h=libinih-dev ||
	exit 1
seconds=${NVI_FUZZ_SECONDS:-10}
tmp=$(mktemp -d) || exit 1
# the trap also ends fuzzers that still run
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$tmp"' EXIT

# The runtime of the sanitizers is a separate package, named after the compiler's version.
runtime=$(clang -print-file-name="libclang_rt.fuzzer-$(uname -m).a")
if [[ ! -e $runtime ]]; then
	scripts/need "$(clang -print-resource-dir)/lib/linux/${runtime##*/}=libclang-rt-$(
		clang -dumpversion | cut -d. -f1)-dev" || { echo "clang has no libFuzzer"; exit 4; }
fi
make -s -C tests/fuzz -j2 O="$tmp" >"$tmp/make" 2>&1 || { cat "$tmp/make"; exit 1; }

# fuzz NAME OPTION... CORPUS...: run a fuzzer; its output goes to a file
fuzz()
{
	local name=$1
	shift

	# ASan holds back up to 256 MB of freed memory by default; 32 MB are enough
	ASAN_OPTIONS=quarantine_size_mb=32 timeout -k 10 $((seconds + 600)) nice \
		"$tmp/$name" -timeout=60 -rss_limit_mb=1024 -max_len=4096 \
		-artifact_prefix="$tmp/$name-" -print_final_stats=1 "$@" \
		>"$tmp/$name.log" 2>&1 </dev/null
}

# run NAME: run a fuzzer, with the inputs that earlier runs have kept
run()
{
	local name=$1 corpus=$tmp/corpus/$1 kept=$CACHE/fuzz/$1 words=()
	mkdir -p "$corpus"

	[[ ! -e $tmp/seeds/$name.dict ]] || words=(-dict="$tmp/seeds/$name.dict")
	if mkdir -p "$kept" 2>/dev/null && [[ -w $kept ]]; then
		fuzz "$name" "${words[@]}" -max_total_time="$seconds" "$corpus" "$kept" "$tmp/seeds/$name"
	else
		fuzz "$name" "${words[@]}" -max_total_time="$seconds" "$corpus" "$tmp/seeds/$name"
	fi || return
	# libFuzzer keeps inputs that add coverage, named by their hash, so concurrent runs
	# do not conflict
	[[ ! -w $kept ]] || find "$corpus" -type f -exec cp -n {} "$kept/" \;
}

# report NAME: print the statistics, or the error and its input
report()
{
	local log=$tmp/$1.log input

	if [[ -e $tmp/$1.passed ]]; then
		awk -v name="$1" '/DONE/ { cov = $4; ft = $6; corpus = $8 }
			/number_of_executed_units/ { n = $2 }
			END { printf "%-8s %9d executions, %5d edges, %5d features, corpus %s\n",
				name, n, cov, ft, corpus }' "$log"
		return 0
	fi
	echo "$1: the fuzzer found a bug or did not run"
	grep -aE 'BUG|ERROR|runtime error|^ *#[0-9]+ |SUMMARY' "$log" | head -n 40
	for input in "$tmp/$1"-{crash,leak,timeout,oom}-*; do
		[[ -e $input ]] || continue
		echo "to reproduce: base64 -d >input, then $1 input"
		base64 "$input"
		return 1
	done
	tail -n 20 "$log"
	return 1
}

# The planted bug is in names that begin with NV. No seed has one, so the seeds alone pass.
# The dictionary has one, so each input is one mutation away: 25 of 25 random seeds needed
# between 84 and 265 executions. The limit counts executions, not seconds.
echo '"NV123"' >"$tmp/planted.dict"
mkdir "$tmp/planted"
fuzz names-planted -runs=0 "$tmp/seeds/names" ||
	{ echo "the seeds alone trigger the planted bug"; report names-planted; exit 1; }
fuzz names-planted -seed=1 -runs=100000 -dict="$tmp/planted.dict" "$tmp/planted" "$tmp/seeds/names" &&
	{ echo "the fuzzer does not find the planted bug"; tail -n 5 "$tmp/names-planted.log"; exit 1; }
grep -q 'heap-buffer-overflow' "$tmp/names-planted.log" ||
	{ echo "the fuzzer found another bug than the planted one"; report names-planted; exit 1; }

bad=0
all=(replies words batch names values gateway)
for name in "${all[@]}"; do
	(($(jobs -pr | wc -l) < 2)) || wait -n
	{ run "$name" && touch "$tmp/$name.passed"; } &
done
wait
for name in "${all[@]}"; do
	report "$name" || bad=1
done
exit $bad
