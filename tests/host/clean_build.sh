#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The driver builds without a warning of W=1 or sparse on each kernel
#
# Debian's headers of 7.0 and newer lack scripts/checker-valid.sh, which C=2 needs: the
# test uses W=1 only. The kernels are 6.1, or those in NVI_KERNELS.
cd "$(dirname "$0")/../.." || exit 1
scripts/need sparse=sparse || exit 1
out=$(mktemp) || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$out" "$tmp"' EXIT
# a copy of the tree, so that every file is compiled
cp -a driver include "$tmp/"
bad=0
for series in ${NVI_KERNELS:-${NVI_KERNEL:-6.1}}; do
	checks=(W=1 C=2)
	((${series%%.*} < 7)) || checks=(W=1)
	NVI_TOP=$tmp scripts/build-module "$series" "${checks[@]}" >"$out" 2>&1 ||
		{ cat "$out"; bad=1; continue; }
	# without the lines of the scripts, and the last line, which is the path of nvi.ko
	said=$(grep -vE '^(build-module|kernel|need): |/nvi\.ko$' "$out")
	[[ -z $said ]] || { echo "$series: $said"; bad=1; }
	echo "$series: ${checks[*]}"
done
((bad == 0)) || exit 1

# The check must find a planted mistake.
echo 'int nvi_planted(int *p); int nvi_planted(int *p) { return *(int __user *)p; }' >>"$tmp/driver/main.c"
NVI_TOP=$tmp scripts/build-module "${NVI_KERNEL:-6.1}" W=1 C=2 >"$out" 2>&1
grep -q 'nvi_planted\|address space\|noderef' "$out" ||
	{ echo "sparse does not report a planted mistake"; cat "$out"; exit 1; }
