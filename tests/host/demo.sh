#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each scene of make demo is as it should be, NVI_DEMO_RUNS times in a row
#
# (1 by default.) NVI_DEMO_SCENES names the scenes. Between the runs the scene's
# namespaces go, the module stays. On 6.1.
cd "$(dirname "$0")/../.." || exit 1
runs=${NVI_DEMO_RUNS:-1} scenes=${NVI_DEMO_SCENES:-nat reflect gateway}
# shellcheck disable=SC2016 # for the shell in there
scripts/vm --kernel 6.1 --timeout $((600 + 300 * runs)) -- bash -c '
	for scene in $0; do
		for ((run = 1; run <= $1; run++)); do
			began=$SECONDS
			scripts/demo "$scene" >/tmp/demo 2>&1 ||
				{ cat /tmp/demo; echo "FAIL: $scene, run $run"; exit 1; }
			grep -q "^All as it should be" /tmp/demo || { cat /tmp/demo; exit 1; }
			echo "ok: $scene, run $run: $((SECONDS - began)) s"
		done
	done' "$scenes" "$runs"
