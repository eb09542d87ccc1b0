#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The cost of a packet is at most 3 % above the measured ratios in speed.limits
#
# scripts/bench counts instructions on a stock kernel, so the load of the host does not
# matter. A change that makes a scene cheaper should lower its ratio in speed.limits.
cd "$(dirname "$0")/../.." || exit 1
limits=tests/host/speed.limits
json=$(mktemp)
trap 'rm -f "$json"' EXIT
scenes=$(awk '!/^#/ { sub(/:.*/, "", $2); print $1 "\n" $2 }' $limits | sort -u | paste -sd,)
variants=$(awk '!/^#/ { print $3; if (sub(/.*:/, "", $2)) print $2 }' $limits | sort -u | paste -sd,)
scripts/bench --kernel 6.1 --scene "$scenes" --variant "$variants" --packets 1000 --json "$json" || exit 1
awk -F'[]":,[]+' '
	FNR == NR {
		if ($2 == "scene")
			cost[$3, $5] = $7 < $8 ? $7 : $8
		next
	}
	/^#/ || NF < 1 { next }
	{
		split($0, word, /[ \t]+/)
		scene = word[1]; reference = word[2]; variant = word[3]; limit = word[4]
		other = variant
		if (split(word[2], part, ":") == 2) {
			reference = part[1]
			other = part[2]
		}
		# as in scripts/lib/bench.d/table.awk
		floor = cost["floor", variant]
		other_floor = cost["floor", other]
		if (!floor || !other_floor || !((scene, variant) in cost) || !((reference, other) in cost)) {
			print "FAIL: the bench has no result for " scene " or " reference
			bad = 1
			next
		}
		# TCP is compared by bytes per instruction, which includes both endpoints
		if (variant ~ /^tcp/)
			floor = other_floor = 0
		ratio = (cost[scene, variant] - floor) / (cost[reference, other] - other_floor)
		verdict = ratio > limit * 1.03 ? "FAIL" : "ok"
		if (verdict == "FAIL")
			bad = 1
		printf "%s: %s costs %.3f times %s (%s); measured before: %s\n", verdict, scene, ratio, word[2], variant, limit
		checked++
	}
	END { exit bad || checked < 3 }' "$json" $limits
