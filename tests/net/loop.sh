#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A packet that stage 2 routes to an nvi device is dropped, counted as drop_loop and logged
#
# The gateway of tests/gateway.sh without the `from` rules for h2's translated addresses: stage 2
# matches `iif lan lookup 100` again. There is no third stage: each packet is dropped there, once,
# whatever its TTL.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

# told PATTERN: the number of log messages since this test began
told()
{
	# shellcheck disable=SC2154 # lib.sh
	dmesg | sed -n "/$_marker/,\$p" | grep -c "nvi0: loop: stage 2 of $1"
}

gateway
ip -n "$r" rule del pref 1002
ip -n "$r" -6 rule del pref 1002

refused "h2 pings" h2 ping -q -c 15 -i 0.01 -W 0.1 $SERVER4
is "$(drops "$r")" drop_loop=15 "drop counters above 0"
is "$(counter "$r" reinject_ipv4)" 15 "packets re-injected: once each"
compare "$(told '198.51.100.2 -> 203.0.113.1, ingress lan, is routed')" '>=' 1 "log messages, IPv4"
compare "$(told '198')" '<=' 10 "log messages are rate-limited"

# net_ratelimit() allows ten messages in five seconds; wait until one is left
wait_for 20 bash -c "
	ip netns exec $h2 ping -q -c 1 -W 0.1 $SERVER6
	dmesg | sed -n '/$_marker/,\$p' |
	grep 'nvi0: loop: stage 2 of 2001:db8:2::2 -> 2001:db8:ff::1, ingress lan, is routed'"
echo "ok: log message, IPv6"

lost=$(counter "$r" drop_loop)
re6=$(counter "$r" reinject_ipv6)
refused "h2 pings, IPv6" h2 ping -q -c 15 -i 0.01 -W 0.1 $SERVER6
is $(($(counter "$r" drop_loop) - lost)) 15 "drop_loop, IPv6"
is $(($(counter "$r" reinject_ipv6) - re6)) 15 "packets re-injected, IPv6: once each"

# h1's address has its rule, so h1's packets do not loop
works "h1 pings" h1 ping -q -c 3 -i 0.01 $SERVER4
works "h1 pings, IPv6" h1 ping -q -c 3 -i 0.01 $SERVER6
is "$(passed "$p1" out)" 6 "packets through provider 1"
is "$(passed "$p1" bogus) $(passed "$p2" out) $(passed "$p2" bogus)" "0 0 0" \
	"looping packets at provider 1 (wrong source), at 2 (forwarded, wrong source)"

# The router's own multicast on nvi0, such as router solicitations, reaches the same check; it is no
# loop and has its own counter
lost=$(counter "$r" drop_loop)
refused "r pings a group on nvi0" r ping -q -c 3 -i 0.01 -W 0.1 ff02::1234%nvi0
is "$(counter "$r" drop_multicast)" 3 "drop_multicast"
is "$(counter "$r" drop_loop)" "$lost" "drop_loop is unchanged"
