#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Only driver/compat depends on kernel versions and on the results of its probes
cd "$(dirname "$0")/../.." || exit 1
! grep -nE 'LINUX_VERSION_CODE|KERNEL_VERSION|NVI_HAVE_' -r driver --include='*.[ch]' |
	grep -v '^driver/compat/' || exit 1
# each probe is used
while read -r have; do
	grep -rq "NVI_HAVE_$have\b" driver/compat/*.h || { echo "NVI_HAVE_$have is not used"; exit 1; }
done < <(sed -nE 's/.*call nvi-probe, *([A-Z0-9_]+).*/\1/p' driver/compat/probe.mk)
