#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# W=1 and sparse have nothing to say about the driver, on any kernel
#
# Debian's headers from 7 on lack what C=2 wants (scripts/checker-valid.sh): there
# it is W=1 only. The kernels are 6.1, or all of NVI_KERNELS.
cd "$(dirname "$0")/../.." || exit 1
scripts/need sparse=sparse || exit 1
out=$(mktemp) || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$out" "$tmp"' EXIT
# a tree of its own: nothing may be up to date already
cp -a driver include "$tmp/"
bad=0
for series in ${NVI_KERNELS:-${NVI_KERNEL:-6.1}}; do
	checks=(W=1 C=2)
	((${series%%.*} < 7)) || checks=(W=1)
	NVI_TOP=$tmp scripts/build-module "$series" "${checks[@]}" >"$out" 2>&1 ||
		{ cat "$out"; bad=1; continue; }
	# what the scripts say is not the compiler's; the last line is the path
	said=$(grep -vE '^(build-module|kernel|need): |/nvi\.ko$' "$out")
	[[ -z $said ]] || { echo "$series: $said"; bad=1; }
	echo "$series: ${checks[*]}"
done
((bad == 0)) || exit 1

# Can it complain at all? One planted mistake for each of them.
echo 'int nvi_planted(int *p); int nvi_planted(int *p) { return *(int __user *)p; }' >>"$tmp/driver/main.c"
NVI_TOP=$tmp scripts/build-module "${NVI_KERNEL:-6.1}" W=1 C=2 >"$out" 2>&1
grep -q 'nvi_planted\|address space\|noderef' "$out" ||
	{ echo "sparse did not see a planted mistake"; cat "$out"; exit 1; }
