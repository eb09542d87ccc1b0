#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A device or namespace with fast-path traffic can be deleted within 10 seconds and leaves nothing behind
#
# The gateway of tests/gateway.sh, with the fast path. h2 talks to the server over UDP, IPv4 and
# IPv6, without pause. Meanwhile nvi0 is deleted, its fast path is switched off, the module is
# removed, the LAN's and the provider's device are deleted or moved to another namespace, and the
# router's namespace is deleted. Each takes less than 10 seconds,
# after which the kernel would complain. After each, the set-up is repaired
# and the streams return to the fast path. (A flow that held a route, a device or a connection would
# delay these and the end of the test: no_leaks.)
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../repair.sh"
need talk conntrack

streams=()
stream()
{
	local a

	for a in $SERVER4 $SERVER6; do
		# shellcheck disable=SC2016 # expanded by the inner bash
		start ip netns exec "$h2" bash -c 'exec talk -n 8 -t 50 "$0" "$1" < <(yes 50) >/dev/null' "$a" $ECHO
		streams+=("$pid")
	done
}

# streaming: true if packets of both families take the fast path at this moment
grows() { local was; was=$(counter "$r" "fast_$1"); sleep 0.2; (($(counter "$r" "fast_$1") > was + 5)); }
streaming() { grows ipv4 && grows ipv6; }

# quickly WHAT COMMAND...: COMMAND must take less than 2 seconds with the streams on the fast path
quickly()
{
	local began what=$1

	shift
	wait_for 20 streaming
	began=${EPOCHREALTIME/[.,]/}
	"$@" || fail "$what: '$*' failed"
	compare $(((${EPOCHREALTIME/[.,]/} - began) / 1000)) '<' 10000 "$what: milliseconds"
}

# repair: restore what tests/gateway.sh has built, whatever is missing
repair()
{
	local f

	ip -n "$elsewhere" link set lan netns "$r" 2>/dev/null
	ip -n "$elsewhere" link set isp2 netns "$r" 2>/dev/null
	if ! rt link show lan >/dev/null 2>&1; then
		link "$r" lan "$sw" r
		ip -n "$sw" link set r master br0
	fi
	rt link show isp2 >/dev/null 2>&1 || link "$r" isp2 "$p2" eth0
	rt link show nvi0 >/dev/null 2>&1 || nvi_device nvi0 fast on
	repair_router
	ip -n "$h2" neigh flush dev eth0
	ip -n "$p2" neigh flush dev eth0
}
rt() { ip -n "$r" "$@"; }

removed() { modprobe -r nvi; }
gone() { ! ip -n "$1" link show "$2" >/dev/null 2>&1; }

gateway fast on
setup_ns elsewhere
# packets must not bypass nvi0
for f in -4 -6; do rt $f route add unreachable default metric 4000 table 100; done
echoes "$s"
fast_settled "$r"
stream

quickly "fast off" rt link set nvi0 type nvi fast off
works "fast on" rt link set nvi0 type nvi fast on
quickly "nvi0 down" rt link set nvi0 down
repair
quickly "nvi0 deleted" rt link del nvi0
repair
quickly "module removed" removed
repair
quickly "lan down" rt link set lan down
repair
quickly "lan moved" rt link set lan netns "$elsewhere"
repair
quickly "lan deleted" rt link del lan
repair
quickly "isp2 moved" rt link set isp2 netns "$elsewhere"
repair
quickly "isp2 deleted" rt link del isp2
repair
wait_for 20 streaming
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"

# The namespace: its clean-up deletes its end of sw's link
wait_for 20 streaming
began=${EPOCHREALTIME/[.,]/}
drop_ns r
wait_for 10 gone "$sw" r
compare $(((${EPOCHREALTIME/[.,]/} - began) / 1000)) '<' 10000 "namespace deleted: milliseconds"
stop "${streams[@]}"
