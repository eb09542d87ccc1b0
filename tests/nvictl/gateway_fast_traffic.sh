#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: a connection takes the fast path, and survives a change to fast = no
#
# The topology is in tests/gateway.sh; the router has only its addresses.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl socat jq

gateway_nets
conf=$(mktemp) heard=$(mktemp) say=$(mktemp -u)
on_exit rm -f "$conf" "$heard" "$say"
cat >"$conf" <<-EOT
	$(isp_section 2)
	[inside lan]
	interface = lan
EOT
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
[[ $(r nvictl device show nvi0) == *"fast on"* ]] || skip "this module has no fast path"
fast_settled "$r"
start s socat -T 60 "UDP6-LISTEN:7010,fork,bind=[$SERVER6]" PIPE
wait_for 10 listening "$s" udp 7010
mkfifo "$say"
exec 3<>"$say"
start ip netns exec "$h1" socat -T 60 "OPEN:$say,rdonly!!OPEN:$heard,wronly" "UDP6:[$SERVER6]:7010,sourceport=4000"

n=0
heard_all() { [[ $(wc -l <"$heard") == "$n" ]]; }
# talk: send a line and wait for its echo
talk() { n=$((n + 1)); echo $n >&3; wait_for 10 heard_all; }
is_fast() { [[ $(r nvictl -j -6 flow show sport 4000 | jq -c 'map(.fast)') == "[$1]" ]]; }
for _ in {1..20}; do
	talk
	! is_fast true || break
done
works "on the fast path after $n lines" is_fast true
before=$(counter "$r" fast_ipv6)
for _ in 1 2 3; do talk; done
is $(($(counter "$r" fast_ipv6) - before)) 6 "packets on the fast path"

printf '[gateway]\nfast = no\n' >>"$conf"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
before=$(counter "$r" fast_ipv6) slow=$(counter "$r" reinject_ipv6)
for _ in 1 2 3; do talk; done
is "$(($(counter "$r" fast_ipv6) - before)) $(($(counter "$r" reinject_ipv6) - slow))" "0 3" "with fast = no: packets on the fast path, re-injected"
wait_for 10 is_fast false
is "$(r nvictl -j -6 flow show sport 4000 | jq -r '.[].translated.src')" 2001:db8:2::2 "translated source of the same connection"
exec 3>&-
is "$(drops "$r")" "" "drop counters above 0"
r nvictl gateway remove >/dev/null || fail "remove"
