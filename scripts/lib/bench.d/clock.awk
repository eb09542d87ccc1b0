# SPDX-License-Identifier: GPL-2.0
# Print the results of scripts/lib/bench.d/clock as a table: median and quartiles

BEGIN { printf "%-20s %8s  %s\n", "scene", "two/one", "half of the rounds between" }

$1 == "CLOCK" {
	n = 0
	for (i = 3; i <= NF; i++) {
		for (j = n++; j > 0 && ratio[j] > $i; j--)
			ratio[j + 1] = ratio[j]
		ratio[j + 1] = $i
	}
	low = ratio[int((n + 3) / 4)] / 100
	median = ratio[int((n + 1) / 2)] / 100
	high = ratio[int((3 * n + 3) / 4)] / 100
	printf "%-20s %8.2f  %.2f and %.2f%s\n", $2, median, low, high,
		(high - low > 0.2 * median) ? "  too far apart to say: this machine is busy" : ""
}

$1 == "SKIP" { name = $2; sub(/^SKIP [^ ]+ /, ""); print name ": skipped, " $0 }
