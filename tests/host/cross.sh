#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The driver builds for ARM with 64 and 32 bits and for a big-endian machine
cd "$(dirname "$0")/../.." || exit 1
out=$(mktemp) || exit 1
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$out" "$tmp"' EXIT
# a tree of its own: nothing may be up to date already
cp -a driver include "$tmp/"
bad=0
for arch in arm64 armhf s390x; do
	NVI_TOP=$tmp scripts/cross $arch W=1 >"$out" 2>&1 || { cat "$out"; bad=1; continue; }
	# what the scripts say is not the compiler's; the last line is the path
	said=$(grep -vE '^(cross|kernel|need): |/nvi\.ko$' "$out")
	[[ -z $said ]] || { echo "$arch: $said"; bad=1; }
done
exit $bad
