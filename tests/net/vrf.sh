#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With a LAN in a VRF, stage 2 has the same input interface for rules as stage 1
#
# The gateway of tests/gateway.sh, with lan as a port of the VRF `cust`; nvi0 and the providers are
# outside the VRF. In both stages, IPv4's rules match `iif lan` and IPv6's `iif cust`: the kernel's
# input interfaces for packets of a port, with or without NVI.
. "$(dirname "$0")/../lib.sh"
modprobe -q vrf || skip "no VRF"

gateway
ip -n "$r" link add cust type vrf table 300 && ip -n "$r" link set cust up
ip -n "$r" link set lan master cust
addr "$r" lan fd00:a::1/64 2>/dev/null # IPv6 removes addresses when a port moves
for f in -4 -6; do
	ip -n "$r" $f rule del pref 1100
	# the `from` rules precede it
	ip -n "$r" $f rule del pref 1001
	ip -n "$r" $f rule del pref 1002
done
ip -n "$r" rule add pref 801 from 192.0.2.0/24 lookup 101
ip -n "$r" rule add pref 802 from 198.51.100.0/24 lookup 102
ip -n "$r" -6 rule add pref 801 from 2001:db8:1::/64 lookup 101
ip -n "$r" -6 rule add pref 802 from 2001:db8:2::/64 lookup 102
ip -n "$r" rule add pref 900 iif lan lookup 100
ip -n "$r" -6 rule add pref 900 iif cust lookup 100
# stage 2 of h2 matches the same interface; without it there is no route
ip -n "$r" rule del pref 802
ip -n "$r" rule add pref 802 iif lan from 198.51.100.0/24 lookup 102
ip -n "$r" -6 rule del pref 802
ip -n "$r" -6 rule add pref 802 iif cust from 2001:db8:2::/64 lookup 102
# answers from outside the VRF are routed into it
ip -n "$r" rule add pref 60 to 10.0.0.0/24 lookup 300
ip -n "$r" -6 rule add pref 60 to fd00:a::/64 lookup 300

works "h1 pings" h1 ping -q -c 3 -i 0.01 -W 2 $SERVER4
works "h2 pings" h2 ping -q -c 4 -i 0.01 -W 2 $SERVER4
works "h2 pings, IPv6" h2 ping -q -c 5 -i 0.01 -W 2 $SERVER6
is "$(passed "$p1" out),$(passed "$p2" out)" 3,9 "packets through provider 1, 2"
is "$(passed "$p1" bogus),$(passed "$p2" bogus)" 0,0 "packets with a wrong source at provider 1, 2"
is "$(stage2 "$r" 4),$(stage2 "$r" 6)" 7,5 "packets re-injected, IPv4 and IPv6"
is "$(drops "$r")" "" "drop counters above 0"

# a host in the VRF with the router's address as source is still refused
addr "$h1" eth0 198.51.100.2/32
refused "h1 spoofs" h1 ping -q -I 198.51.100.2 -c 3 -i 0.01 -W 0.1 $SERVER4
is "$(passed "$p2" out)" 9 "packets through provider 2: unchanged"
