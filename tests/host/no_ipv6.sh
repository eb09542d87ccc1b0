#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# No packet harms a kernel booted with ipv6.disable=1
#
# With this common setting, IPv6's structures are not initialized, but IPv6 packets can
# still enter nvi0 from AF_PACKET. The test in the machine is
# tests/host/no_ipv6/packets.sh.
cd "$(dirname "$0")/../.." || exit 1
for kernel in ${NVI_KERNELS:-${NVI_KERNEL:-6.1}}; do
	# one boot each: the most common kernel and the newest
	[[ $kernel == @(6.1|7.2) ]] || continue
	ran=1
	echo "$kernel:"
	NVI_APPEND=ipv6.disable=1 scripts/vm --kernel "$kernel" --timeout 300 -- \
		bash tests/host/no_ipv6/packets.sh || exit 1
done
[[ ${ran-} ]] || { echo "this test needs kernel 6.1 or 7.2"; exit 4; }
