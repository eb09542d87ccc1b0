#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each scene of make demo passes on 6.1, NVI_DEMO_RUNS times in a row
#
# NVI_DEMO_RUNS is 1 by default; NVI_DEMO_SCENES selects scenes. After each run the
# namespaces are deleted; the module stays loaded.
cd "$(dirname "$0")/../.." || exit 1
runs=${NVI_DEMO_RUNS:-1} scenes=${NVI_DEMO_SCENES:-nat reflect gateway}
# shellcheck disable=SC2016 # expanded by the shell in the virtual machine
scripts/vm --kernel 6.1 --timeout $((600 + 300 * runs)) -- bash -c '
	for scene in $0; do
		for ((run = 1; run <= $1; run++)); do
			began=$SECONDS
			scripts/demo "$scene" >/tmp/demo 2>&1 ||
				{ cat /tmp/demo; echo "FAIL: $scene, run $run"; exit 1; }
			grep -q "^All checks passed" /tmp/demo || { cat /tmp/demo; exit 1; }
			echo "ok: $scene, run $run: $((SECONDS - began)) s"
		done
	done' "$scenes" "$runs"
