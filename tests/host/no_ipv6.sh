#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A kernel that was booted with ipv6.disable=1: no packet harms it
#
# That is a common setting, and IPv6's structures are not there then; packets may be,
# for AF_PACKET puts them into nvi0. tests/host/no_ipv6/packets.sh is what runs in there.
cd "$(dirname "$0")/../.." || exit 1
for kernel in ${NVI_KERNELS:-${NVI_KERNEL:-6.1}}; do
	# (a boot each: the newest, and the one that nearly everybody has)
	[[ $kernel == @(6.1|7.2) ]] || continue
	ran=1
	echo "$kernel:"
	NVI_APPEND=ipv6.disable=1 scripts/vm --kernel "$kernel" --timeout 300 -- \
		bash tests/host/no_ipv6/packets.sh || exit 1
done
[[ ${ran-} ]] || { echo "this is for 6.1 and 7.2"; exit 4; }
