#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# flow show: connections on the fast path are marked, and `fast` selects them
#
# The topology is in tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/../exchange.sh"
need jq nvictl socat

gateway
r nvictl device set nvi0 fast on || fail "fast on"
[[ $(r nvictl device show nvi0) == *"fast on"* ]] || skip "this module has no fast path"
fast_settled "$r"
echo_server "$s" 4 $SERVER4
wait_for 10 listening "$s" udp 7010
whoami "$s" udp
is "$(ask "$h1" udp $SERVER4)" 192.0.2.2 "h1's source at the server"
# the first connection registers the fast path's hooks on the interfaces
is_fast() { [[ $(r nvictl -j flow show from 10.0.0.20 fast | jq length) != 0 ]]; }
talks() { exchange "$h2" $SERVER4 5 && is_fast; }
wait_for 20 talks

shown() { r nvictl -j flow show "$@" | jq -c '[.[] | [.original.src, .original.dport, .fast]] | unique'; }
is "$(shown from 10.0.0.20 fast)" '[["10.0.0.20",7010,true]]' "the connection on the fast path"
is "$(shown from 10.0.0.10 proto udp)" "[[\"10.0.0.10\",$WHOAMI,false]]" "a connection off the fast path"
is "$(shown fast)" '[["10.0.0.20",7010,true]]' "connections selected by fast"
is "$(shown fast proto tcp)" '[]' "connections selected by fast and proto tcp"
[[ $(r nvictl flow show fast | head -n 1) == *" reply-ingress isp2 fast" ]] || fail "text: $(r nvictl flow show fast)"
! has fast <<<"$(r nvictl flow show from 10.0.0.10)" || fail "text of a connection off the fast path"
