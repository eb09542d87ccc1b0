#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: customers with identical addresses, each in a VRF (examples/vrf.conf)
#
# The topology is in tests/gateway.sh, except for the LAN:
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
is "$(r nvictl gateway diff "$conf")" "" "diff after apply"
is "$(r nvictl gateway check "$conf")" "" "mistakes that check finds"

whoami "$s" tcp udp
# seen HOST: print the host's sources at the server
seen() { echo "$(ask "$1" tcp $SERVER4) $(ask "$1" tcp $SERVER6) $(ask "$1" udp $SERVER4) $(ask "$1" udp $SERVER6)"; }
isp1='192.0.2.2 2001:db8:1::2'
is "$(seen "$h1")" "$isp1 $isp1" "customer a's sources at the server"
is "$(seen "$h2")" "$isp1 $isp1" "customer b's sources at the server"
# shellcheck disable=SC2016 # socat expands it
start ip netns exec "$s" socat -T 5 TCP4-LISTEN:443,fork,reuseaddr 'SYSTEM:echo $SOCAT_PEERADDR'
wait_for 10 listening "$s" tcp 443
is "$(WHOAMI=443 ask "$h1" tcp $SERVER4) $(WHOAMI=443 ask "$h2" tcp $SERVER4)" \
	"192.0.2.2 198.51.100.2" "sources of customers a and b at port 443"

# Identical connections, including the ports, at the same time: each host gets its own answers
start ip netns exec "$s" socat UDP4-RECVFROM:5000,fork,bind=$SERVER4 EXEC:cat
wait_for 10 listening "$s" udp 5000
# talk HOST: send the host's name ten times and print the echoes
talk() { for _ in 1 2 3 4 5 6 7 8 9 10; do echo "$1"; sleep 0.1; done | ip netns exec "${!1}" socat -t 3 - "UDP4:$SERVER4:5000,sourceport=4000" | sort -u | xargs; }
talk h1 >"$work/h1" &
one=$!
talk h2 >"$work/h2" || fail "h2"
wait $one || fail "h1"
# (a datagram may be lost)
is "$(<"$work/h1"), $(<"$work/h2")" "h1, h2" "answers to a and b"
is "$(r conntrack -L -p udp --orig-port-src 4000 2>/dev/null | grep -c 'src=10.0.0.10 .*zone-orig=2800[01]')" 2 "connections"
out=$(passed "$p1" out)
works "a pings" h1 ping -q -c 3 -i 0.01 -W 2 $SERVER4
works "b pings" h2 ping -q -c 4 -i 0.01 -W 2 $SERVER6
is $(($(passed "$p1" out) - out)) 7 "packets through provider 1"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"

# An ICMP error of stage 2 reaches the customer
ip -n "$r" link set isp1 mtu 1400
for h in h1 h2; do
	ip netns exec "${!h}" ping -c 1 -W 1 -M "do" -s 1450 $SERVER4 >"$work/said" 2>&1
	has 'Frag needed and DF set (mtu = 1400)' <"$work/said" || fail "$h: $(<"$work/said")"
	ip netns exec "${!h}" ping -c 1 -W 1 -M "do" -s 1450 $SERVER6 >"$work/said" 2>&1
	has 'Packet too big: mtu=1400' <"$work/said" || fail "$h: $(<"$work/said")"
	echo "ok: $h gets the MTU"
done
ip -n "$r" link set isp1 mtu 1500

# Spoofed packets are dropped as well
addr "$h1" eth0 fd00:bad::1/64 192.0.2.2/32
out=$(passed "$p1" out)
refused "ping with a source outside the customer's network" h1 ping -q -c 3 -i 0.01 -W 1 -I fd00:bad::1 $SERVER6
refused "ping with the router's address as source" h1 ping -q -c 3 -i 0.01 -W 1 -I 192.0.2.2 $SERVER4
is $(($(passed "$p1" out) - out)) 0 "packets through provider 1"
ip -n "$h1" addr del 192.0.2.2/32 dev eth0

# A default route in a VRF's table
ip -n "$r" route add unreachable default table 301 metric 9999
found=$(r nvictl gateway check "$conf")
# shellcheck disable=SC2053 # a pattern
[[ $found == 'vrf: table 301 of VRF vrf-a has a default route'* ]] || fail "check says: $found"
ip -n "$r" route del unreachable default table 301 metric 9999

is "$(drops "$r")" drop_too_big=2 "drop counters above 0: the two IPv4 pings that were too big"
r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "state after remove"
works "the lines of apply, typed" ip netns exec "$r" bash -eu "$work/lines"
same "$(state)" "$whole" "state after the typed lines"
