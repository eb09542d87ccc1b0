#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Only driver/compat knows about kernel versions and what kernels lack
cd "$(dirname "$0")/../.." || exit 1
! grep -nE 'LINUX_VERSION_CODE|KERNEL_VERSION|NVI_HAVE_' -r driver --include='*.[ch]' |
	grep -v '^driver/compat/' || exit 1
# and a probe that nothing reads is a probe too many
while read -r have; do
	grep -rq "NVI_HAVE_$have\b" driver/compat/*.h || { echo "nobody reads NVI_HAVE_$have"; exit 1; }
done < <(sed -nE 's/.*call nvi-probe, *([A-Z0-9_]+).*/\1/p' driver/compat/probe.mk)
