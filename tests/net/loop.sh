#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A second stage that leads to nvi0 again is dropped, counted and told
#
# The gateway of tests/gateway.sh without the from rules for h2's translated
# addresses: stage 2 meets `iif lan lookup 100` again. Two stages are all there
# are; each packet must end there, once, whatever its TTL.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

# told PATTERN: how often the kernel said so since this test began
told()
{
	# shellcheck disable=SC2154 # lib.sh
	dmesg | sed -n "/$_marker/,\$p" | grep -c "nvi0: loop: stage 2 of $1"
}

gateway
ip -n "$r" rule del pref 1002
ip -n "$r" -6 rule del pref 1002

refused "h2 pings" h2 ping -q -c 15 -i 0.01 -W 0.1 $SERVER4
is "$(drops "$r")" drop_loop=15 "drops"
is "$(counter "$r" reinject_ipv4)" 15 "re-injected: once a packet"
compare "$(told '198.51.100.2 -> 203.0.113.1, ingress lan, is routed')" '>=' 1 "told, IPv4"
compare "$(told '198')" '<=' 10 "but not for every packet"

# net_ratelimit() gives ten messages in five seconds. To have one left:
wait_for 20 bash -c "
	ip netns exec $h2 ping -q -c 1 -W 0.1 $SERVER6
	dmesg | sed -n '/$_marker/,\$p' |
	grep 'nvi0: loop: stage 2 of 2001:db8:2::2 -> 2001:db8:ff::1, ingress lan, is routed'"
echo "ok: told, IPv6"

lost=$(counter "$r" drop_loop)
re6=$(counter "$r" reinject_ipv6)
refused "h2 pings, IPv6" h2 ping -q -c 15 -i 0.01 -W 0.1 $SERVER6
is $(($(counter "$r" drop_loop) - lost)) 15 "dropped, IPv6"
is $(($(counter "$r" reinject_ipv6) - re6)) 15 "re-injected, IPv6: once a packet"

# A rule for one address is no rule for another: h1 is not in the loop
works "h1 pings" h1 ping -q -c 3 -i 0.01 $SERVER4
works "h1 pings, IPv6" h1 ping -q -c 3 -i 0.01 $SERVER6
is "$(passed "$p1" out)" 6 "out by provider 1"
is "$(passed "$p1" bogus) $(passed "$p2" out) $(passed "$p2" bogus)" "0 0 0" \
	"of the loop, out by any provider"

# Multicast of the router's own on nvi0, such as router solicitations, comes to
# the same place; it is no loop, and is told apart
lost=$(counter "$r" drop_loop)
refused "r pings a group on nvi0" r ping -q -c 3 -i 0.01 -W 0.1 ff02::1234%nvi0
is "$(counter "$r" drop_multicast)" 3 "drop_multicast"
is "$(counter "$r" drop_loop)" "$lost" "drop_loop, still"
