#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: customers with the same addresses, each in a VRF (examples/vrf.conf)
#
# The drawing is in tests/gateway.sh, but for the LAN:
#
#   h1 10.0.0.10, fd00:a::10 ---- 10.0.0.1, fd00:a::1 lan-a (VRF vrf-a, table 301)
#   h2 the same              ---- the same            lan-b (VRF vrf-b, table 302)
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl socat conntrack
modprobe -q vrf || skip "no VRF"

gateway_nets
ip -n "$r" link del lan
n=301
for c in a:h1 b:h2; do
	h=${c#*:} c=${c%:*}
	ip -n "${!h}" link del eth0
	batch "$r" <<-EOT
		link add vrf-$c type vrf table $n
		link set vrf-$c up
		link add lan-$c type veth peer name eth0 netns ${!h}
		link set lan-$c master vrf-$c
		link set lan-$c up
		addr add 10.0.0.1/24 dev lan-$c
		addr add fd00:a::1/64 dev lan-$c nodad
	EOT
	lan_host "${!h}" 10
	n=$((n + 1))
done
conf=$(dirname "$0")/../../Documentation/examples/vrf.conf
work=$(mktemp -d)
on_exit rm -rf "$work"
before=$(state)
r nvictl gateway apply "$conf" >"$work/lines" || fail "apply"
whole=$(state)
is "$(r nvictl gateway diff "$conf")" "" "nothing more to do"
is "$(r nvictl gateway check "$conf")" "" "no mistakes"

whoami "$s" tcp udp
# seen HOST: as which addresses
seen() { echo "$(ask "$1" tcp $SERVER4) $(ask "$1" tcp $SERVER6) $(ask "$1" udp $SERVER4) $(ask "$1" udp $SERVER6)"; }
isp1='192.0.2.2 2001:db8:1::2'
is "$(seen "$h1")" "$isp1 $isp1" "customer a"
is "$(seen "$h2")" "$isp1 $isp1" "customer b"
# shellcheck disable=SC2016 # socat expands it
start ip netns exec "$s" socat -T 5 TCP4-LISTEN:443,fork,reuseaddr 'SYSTEM:echo $SOCAT_PEERADDR'
wait_for 10 listening "$s" tcp 443
is "$(WHOAMI=443 ask "$h1" tcp $SERVER4) $(WHOAMI=443 ask "$h2" tcp $SERVER4)" \
	"192.0.2.2 198.51.100.2" "the web of a and b"

# The same connection, to the port: both at once, each gets the answers to what it said
start ip netns exec "$s" socat UDP4-RECVFROM:5000,fork,bind=$SERVER4 EXEC:cat
wait_for 10 listening "$s" udp 5000
# talk HOST: its name ten times, to be told again
talk() { for _ in 1 2 3 4 5 6 7 8 9 10; do echo "$1"; sleep 0.1; done | ip netns exec "${!1}" socat -t 3 - "UDP4:$SERVER4:5000,sourceport=4000" | sort -u | xargs; }
talk h1 >"$work/h1" &
one=$!
talk h2 >"$work/h2" || fail "h2"
wait $one || fail "h1"
# (one may be lost: it is UDP, to a program for each packet)
is "$(<"$work/h1"), $(<"$work/h2")" "h1, h2" "answers to a and b"
is "$(r conntrack -L -p udp --orig-port-src 4000 2>/dev/null | grep -c 'src=10.0.0.10 .*zone-orig=2800[01]')" 2 "connections"
out=$(passed "$p1" out)
works "a pings" h1 ping -q -c 3 -i 0.01 -W 2 $SERVER4
works "b pings" h2 ping -q -c 4 -i 0.01 -W 2 $SERVER6
is $(($(passed "$p1" out) - out)) 7 "out by provider 1"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with an address of the other provider"

# An ICMP error of stage 2 finds the customer
ip -n "$r" link set isp1 mtu 1400
for h in h1 h2; do
	ip netns exec "${!h}" ping -c 1 -W 1 -M "do" -s 1450 $SERVER4 >"$work/said" 2>&1
	has 'Frag needed and DF set (mtu = 1400)' <"$work/said" || fail "$h: $(<"$work/said")"
	ip netns exec "${!h}" ping -c 1 -W 1 -M "do" -s 1450 $SERVER6 >"$work/said" 2>&1
	has 'Packet too big: mtu=1400' <"$work/said" || fail "$h: $(<"$work/said")"
	echo "ok: $h is told of the MTU"
done
ip -n "$r" link set isp1 mtu 1500

# Spoofing is closed, too
addr "$h1" eth0 fd00:bad::1/64 192.0.2.2/32
out=$(passed "$p1" out)
refused "a strange source" h1 ping -q -c 3 -i 0.01 -W 1 -I fd00:bad::1 $SERVER6
refused "the router's source" h1 ping -q -c 3 -i 0.01 -W 1 -I 192.0.2.2 $SERVER4
is $(($(passed "$p1" out) - out)) 0 "out by provider 1"
ip -n "$h1" addr del 192.0.2.2/32 dev eth0

# A default route of a VRF
ip -n "$r" route add unreachable default table 301 metric 9999
found=$(r nvictl gateway check "$conf")
# shellcheck disable=SC2053 # a pattern
[[ $found == 'vrf: table 301 of VRF vrf-a has a default route'* ]] || fail "check says: $found"
ip -n "$r" route del unreachable default table 301 metric 9999

is "$(drops "$r")" drop_too_big=2 "drops: the pings of IPv4 that were too big"
r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "nothing is left"
works "typed" ip netns exec "$r" bash -eu "$work/lines"
same "$(state)" "$whole" "the lines give the same"
