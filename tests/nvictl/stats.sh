#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# stats: rates are correct, and an independent parser accepts the Prometheus format
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl awk

gateway
start ip netns exec "$h1" ping -q -i 0.02 $SERVER4
pinged() { (($(counter "$r" reinject_ipv4) >= 5)); }
wait_for 10 pinged
rate=$(r nvictl -j stats -i 2 -c 1 nvi0 | jq '.[0].packets | floor')
compare "$rate" '>' 20 "packets a second of a ping: lower bound"
compare "$rate" '<' 60 "packets a second of a ping: upper bound"
is "$(r nvictl stats -i 0.1 -c 2 | grep -c '^nvi0 ')" 2 "tables of stats -c 2 in a pipe"
! r nvictl stats -i 0.1 -c 2 | has $'\e' || fail "escapes in a pipe"
stop "$pid"

# A parser of the exposition format, written after its specification
parse='
function bad(why) { print "line " NR ": " why ": " $0; wrong = 1 }
/^# HELP / { help[$3]++; next }
/^# TYPE / { if (type[$3]) bad("second TYPE"); type[$3] = $4; now = $3
	if ($4 !~ /^(counter|gauge)$/) bad("type"); next }
/^#/ { next }
{
	name = $0; sub(/[{ ].*/, "", name)
	if (name !~ /^[a-zA-Z_:][a-zA-Z0-9_:]*$/) bad("name")
	if (name != now) bad("not below its TYPE")
	if (!help[name]) bad("no HELP")
	if (type[name] == "counter" && name !~ /_total$/) bad("a counter ends in _total")
	rest = substr($0, length(name) + 1)
	if (rest ~ /^\{/) {
		if (!match(rest, /^\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\["\\n])*",?)*\} /)) bad("labels")
		rest = substr(rest, RLENGTH)
	}
	if (rest !~ /^ [0-9]+$/) bad("value")
	sample = $0; sub(/ [^ ]*$/, "", sample)
	if (seen[sample]++) bad("twice")
	n++
}
END { if (n < 10) { print "only " n " samples"; wrong = 1 } exit wrong }'
r ip link add 'q"\o' type nvi
r nvictl stats --prometheus >/tmp/metrics || fail "no metrics"
awk "$parse" /tmp/metrics || fail "not the exposition format"
is "$(awk '$1 == "nvi_reinjected_packets_total{device=\"nvi0\",family=\"ipv4\"}" { print $2 }' /tmp/metrics)" \
	"$(counter "$r" reinject_ipv4)" "re-injected packets in Prometheus format and in ethtool"
if [[ $(r ethtool -S nvi0) == *fast_flows:* ]]; then
	grep -qx '# TYPE nvi_fast_flows gauge' /tmp/metrics || fail "fast_flows is no gauge"
	grep -qx '# TYPE nvi_fast_packets_total counter' /tmp/metrics || fail "no packets of the fast path"
	grep -qx '# TYPE nvi_fast_emptied_total counter' /tmp/metrics || fail "fast_emptied is no counter"
else
	echo "# this module has no fast path"
fi
grep -qF 'nvi_up{device="q\"\\o"} 0' /tmp/metrics || fail "a strange name: $(grep nvi_up /tmp/metrics)"
r nvictl -j device show | jq -e 'map(.ifname) | index("q\"\\o")' >/dev/null || fail "a strange name in JSON"

check 1 '*"-i" takes seconds*"0"*' r nvictl stats -i 0
check 1 '*"-i" takes seconds*"nan"*' r nvictl stats -i nan
check 2 '*no device "nvi7"*' r nvictl stats nvi7
