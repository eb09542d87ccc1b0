#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The driver builds for 32 bits, ARM, and a big-endian machine, W=1 and silent
cd "$(dirname "$0")/../.." || exit 1
out=$(mktemp) || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$out" "$tmp"' EXIT
# a tree of its own: nothing may be up to date already
cp -a driver include "$tmp/"
bad=0
for arch in arm64 armhf i386 s390x; do
	NVI_TOP=$tmp scripts/build-module 6.1-$arch W=1 >"$out" 2>&1 || { cat "$out"; bad=1; continue; }
	# what the scripts say is not the compiler's; the last line is the path
	said=$(grep -vE '^(build-module|kernel|need): |/nvi\.ko$' "$out")
	[[ -z $said ]] || { echo "$arch: $said"; bad=1; }
done
exit $bad
