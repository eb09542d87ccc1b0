#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# flow show: with a reflecting device, memory does not grow with the number of connections
#
# NVI_FLOWS (20000) connections take no more memory than 1,000, and at most three times the
# instructions that they take without the device. The clock counts these (tests/host/count.sh).
#
# The kernel is queried for the route of each connection's replies; all connections have different
# addresses, so no earlier answer can be reused. By hand, for 200,000:
#   NVI_FLOWS=200000 NVI_TEST_TIMEOUT=1700 scripts/vm --count --timeout 1800 -- \
#	tests/run -v tests/count flow_reply
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../nvictl/common.bash"
need jq nvictl ct_fill peak

flows=${NVI_FLOWS:-20000}
room_for "$flows"

# show NS: set $ms, millions of instructions, and $kib, the better of two runs
show()
{
	local began took

	ms=''
	for _ in 1 2; do
		began=$(date +%s%N)
		ip netns exec "$1" peak "$peak" nvictl flow show >"$shown" || fail "flow show"
		took=$((($(date +%s%N) - began) / 1000000))
		[[ $ms ]] && ((ms <= took)) || ms=$took
	done
	kib=$(<"$peak")
}

setup_ns without few many
for n in without few many; do
	ip -n "${!n}" link add nvi0 type nvi
	ip -n "${!n}" link add d0 type dummy
	addr "${!n}" d0 192.0.2.2/24
	ip -n "${!n}" link set d0 up
	ip -n "${!n}" route add default via 192.0.2.1
	[[ $n == without ]] || ip netns exec "${!n}" nvictl reflect add all || fail "reflect add"
	works "connections" ip netns exec "${!n}" ct_fill "$([[ $n == few ]] && echo 1000 || echo "$flows")"
done
show "$without"
is "$(wc -l <"$shown") $(has replies <"$shown" && echo told || echo "not told")" "$flows not told" "without: lines, replies"
without_ms=$ms
show "$few"
is "$(wc -l <"$shown") $(grep -c replies "$shown")" "1000 1000" "few: lines, replies"
few_kib=$kib
show "$many"
is "$(wc -l <"$shown") $(grep -c replies "$shown")" "$flows $flows" "many: lines, replies"
echo "$flows connections: $without_ms million instructions without a device that reflects, $ms with one; KiB for 1000: $few_kib, for all: $kib"
compare $((kib * 100)) '<=' $((few_kib * 105)) "KiB * 100 for all, against 105 % of those for 1000"
compare "$ms" '<=' $((without_ms * 3)) "millions of instructions, against three times those without"
