#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The driver builds with W=1 and without a warning on armhf, i386 and s390x
#
# arm64 has the word size, byte order and alignment of amd64; the machine of
# tests/all builds it.
cd "$(dirname "$0")/../.." || exit 1
out=$(mktemp) || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$out" "$tmp"' EXIT
# a copy of the tree, so that every file is compiled
cp -a driver include "$tmp/"
bad=0
for arch in armhf i386 s390x; do
	NVI_TOP=$tmp scripts/build-module 6.1-$arch W=1 >"$out" 2>&1 || { cat "$out"; bad=1; continue; }
	# without the lines of the scripts, and the last line, which is the path of nvi.ko
	said=$(grep -vE '^(build-module|kernel|need): |/nvi\.ko$' "$out")
	[[ -z $said ]] || { echo "$arch: $said"; bad=1; }
done
exit $bad
