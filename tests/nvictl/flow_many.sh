#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# flow show: memory for NVI_FLOWS (50000) connections is no more than for 1,000
#
# By hand, for a million:
#   NVI_FLOWS=1000000 NVI_TEST_TIMEOUT=3000 scripts/vm --mem 4096 --timeout 3100 -- \
#	tests/run -v tests/nvictl flow_many
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl ct_fill peak

flows=${NVI_FLOWS:-50000}
room_for "$flows"

# connections NUMBER NS: create connections in a namespace with an nvi device
connections()
{
	ip -n "$2" link add nvi0 type nvi
	ip -n "$2" link set nvi0 up
	works "$1 connections" ip netns exec "$2" ct_fill "$1"
	is "$(ip netns exec "$2" cat /proc/sys/net/netfilter/nf_conntrack_count)" "$1" "the kernel's count"
}

# elements: count the elements of the array on stdin, in streaming mode: a million elements at once
# would exhaust the memory
elements()
{
	jq -n --stream 'last(inputs) | if length == 1 and (.[0] | length) == 1 then .[0][0] + 1
		else error("not one array") end'
}

# needs NUMBER NS: set $text and $json to the memory in KiB of both formats
needs()
{
	ip netns exec "$2" peak "$peak" nvictl flow show >"$shown" || fail "flow show"
	text=$(<"$peak")
	is "$(wc -l <"$shown")" "$1" "lines"
	ip netns exec "$2" peak "$peak" nvictl -j flow show >"$shown" || fail "flow show -j"
	json=$(<"$peak")
	is "$(elements <"$shown")" "$1" "elements of one JSON document"
}

setup_ns few many
connections 1000 "$few"
connections "$flows" "$many"
needs 1000 "$few"
few_text=$text few_json=$json
needs "$flows" "$many"
echo "KiB for 1000 and $flows: $few_text and $text, in JSON $few_json and $json"
compare $((text * 100)) '<=' $((few_text * 105)) "text: KiB * 100 for all, against 105 % of those for 1000"
compare $((json * 100)) '<=' $((few_json * 105)) "JSON: KiB * 100 for all, against 105 % of those for 1000"
