# SPDX-License-Identifier: GPL-2.0
# Print the results of scripts/lib/bench.d/run as JSON, one object per line

$1 == "RESULT" {
	printf "%s{\"scene\":\"%s\",\"variant\":\"%s\",\"instructions\":[%d,%d]}", n++ ? ",\n" : "[\n", $2, $3, $4, $5
}
END { print n ? "\n]" : "[]" }
