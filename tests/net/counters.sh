#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Each drop reason has its own counter, and ip -s link shows the sum
#
# The gateway of tests/gateway.sh. The test provokes every drop reason that it can, a known number
# of times, and checks the resulting ICMP errors.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
not_fast "it has hops two"
need tc
modprobe -q act_mirred && modprobe -q act_pedit || skip "no act_mirred or act_pedit"

arp_dropped() { (($(counter "$r" drop_not_ip) >= 1)); }

gateway hops two
is "$(r ethtool -i nvi0 | sed -n 's/^driver: //p')" nvi "ethtool -i"
is "$(r ethtool -S nvi0 | grep -c ': 0$')" "$(r ethtool -S nvi0 | grep -c :.)" "counters that are 0 at creation, of all counters"

# Redirect ARP and IPv4 packets with IP version 6 from lan straight into nvi0
r tc qdisc add dev lan clsact
r tc filter add dev lan ingress protocol arp pref 1 matchall action mirred egress redirect dev nvi0
ip -n "$h2" neigh flush dev eth0
h2 timeout 0.4 ping -q -c 1 10.0.0.77 >/dev/null
wait_for 5 arp_dropped
r tc filter del dev lan ingress
arp=$(counter "$r" drop_not_ip)
works "h2 resolves the router's address" h2 ping -q -c 1 10.0.0.1
r tc filter add dev lan ingress protocol ip pref 1 flower ip_proto icmp \
	action pedit munge offset 0 u8 set 0x65 pipe action mirred egress redirect dev nvi0 ||
	fail "cannot munge"
refused "h2 pings with a wrong version" h2 ping -q -c 4 -i 0.01 -W 0.1 $SERVER4
r tc filter del dev lan ingress
is "$(drops "$r")" "drop_not_ip=$arp drop_malformed=4" "drop counters after ARP and malformed packets"

# Ingress down: a queue holds the packets until lan is down
hold "$r" nvi0
start ip netns exec "$h2" ping -q -c 5 -l 5 -W 0.1 $SERVER4
wait_for 5 queued "$r" nvi0 5
ip -n "$r" link set lan down
let_go "$r" nvi0
wait_for 10 queued "$r" nvi0 0
r tc qdisc del dev nvi0 root
ip -n "$r" link set lan up
addr "$r" lan fd00:a::1/64
is "$(counter "$r" drop_ingress_down)" 5 "drop_ingress_down"

# Loop: stage 2's route leads to nvi0
ip -n "$r" rule del pref 1002
refused "h2 pings in a loop" h2 ping -q -c 6 -i 0.01 -W 0.1 $SERVER4
is "$(counter "$r" drop_loop)" 6 "drop_loop"
ip -n "$r" rule add pref 1002 from 198.51.100.0/24 lookup 102

# No route: the sender gets ICMP errors (ip_error() sends at most 5 in a burst for IPv4)
ip -n "$r" route replace unreachable default table 102
ip -n "$r" -6 route replace unreachable default table 102 metric 1
r sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
said=$(h2 ping -c 4 -i 0.01 -W 0.1 $SERVER4)
is "$(grep -c 'Destination Host Unreachable' <<<"$said")" 4 "no route: ICMP errors at the sender"
said=$(h2 ping -c 8 -i 0.01 -W 0.1 $SERVER6)
is "$(grep -c 'Destination unreachable' <<<"$said")" 8 "no route, IPv6: ICMPv6 errors at the sender"
is "$(counter "$r" drop_no_route)" 12 "drop_no_route, both families"
ip -n "$r" route replace default via 198.51.100.1 table 102
ip -n "$r" -6 route del unreachable default table 102 metric 1

# TTL: hops two takes 2, so a packet with TTL 2 expires
said=$(h2 ping -c 3 -i 0.01 -W 0.1 -t 2 $SERVER4)
is "$(grep -c 'Time to live exceeded' <<<"$said")" 3 "TTL: ICMP errors at the sender"
is "$(counter "$r" drop_ttl)" 3 "drop_ttl"

# Larger than the next link's MTU, with DF set
ip -n "$r" link set isp2 mtu 1000
said=$(h2 ping -c 2 -i 0.01 -W 0.1 -M "do" -s 1200 $SERVER4)
is "$(counter "$r" drop_too_big)" 1 "drop_too_big: the sender has learnt the MTU with the first"
grep -q 'mtu.*1000' <<<"$said" || fail "no ICMP error at the sender: $said"
ip -n "$r" link set isp2 mtu 1500

# A packet with IP options takes the kernel's own input route lookup, which rejects a local source
refused "h2 pings with an option" h2 ping -q -c 4 -i 0.01 -W 0.1 -R $SERVER4
is "$(counter "$r" drop_martian)" 4 "drop_martian"

sum=0
for d in $(drops "$r"); do sum=$((sum + ${d#*=})); done
read -r sent dropped errors < <(link_stats "$r" nvi0 tx_packets tx_dropped tx_errors)
compare $((dropped + errors)) == $sum "ip -s link: dropped plus errors against the sum of $(drops "$r")"
compare "$errors" == $((arp + 4)) "ip -s link: errors"
compare "$sent" == $(($(stage2 "$r" 4) + $(stage2 "$r" 6))) "ip -s link: sent"
