# SPDX-License-Identifier: GPL-2.0
# Generate random prefixes as a provider announces them, the same ones in each run. Variables:
#   n     number of prefixes
#   six   1 for IPv6
#   file  output: FILE.prefixes gets the prefixes, FILE.to an address in each of up to
#         16,384 of them

# Park and Miller's generator, whose products are exact in a double
function rnd(below)
{
	seed = seed * 16807 % 2147483647
	return int(seed / 2147483647 * below)
}

function cut(x, bits) { return x - x % 2 ^ bits }

# 3 of 5 prefixes are /24 (IPv6 /48), the others up to 4 (16) bits shorter
BEGIN {
	seed = 1
	while (m < n) {
		shorter = rnd(5) < 3 ? 0 : 1 + rnd(4)
		if (six) {
			x = cut(rnd(2 ^ 18) * 2 ^ 18 + rnd(2 ^ 18), 4 * shorter)
			base = sprintf("2a0%x:%x:%x::", int(x / 2 ^ 32), int(x / 65536) % 65536, x % 65536)
			prefix = base "/" 48 - 4 * shorter
			host = base "1"
		} else {
			x = cut(rnd(2 ^ 21), shorter)
			base = 64 + int(x / 65536) "." int(x / 256) % 256 "." x % 256 "."
			prefix = base "0/" 24 - shorter
			host = base "1"
		}
		if (base in known)
			continue
		known[base] = 1
		print prefix >(file ".prefixes")
		if (m++ * 16384 >= tos * n) {
			print host >(file ".to")
			tos++
		}
	}
}
