#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A packet that the firewall drops keeps its connection off the fast path, and ingress filters see fast-path packets
#
# The gateway of tests/gateway.sh, with the fast path. A rule in FORWARD or POST_ROUTING drops one
# direction of h2's connection, in stage 1, in stage 2 or of its answers; the connection is not
# added to the fast path while the rule exists. Then, with the connection on the fast path, an
# ingress chain of netfilter and a tc filter count its packets at the real devices, and drop them.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need talk conntrack tc
modprobe -q act_gact && modprobe -q cls_flower || skip "no act_gact or cls_flower"

# never HOOK RULE WHAT: with that drop rule, the connection stays off the fast path
never()
{
	local fast

	r nft -f - <<-EOT || fail "nftables: $2"
		table inet fw {
			counter dropped { }
			chain c {
				type filter hook $1 priority filter
				udp dport 7010 $2 counter name dropped drop
				udp sport 7010 $2 counter name dropped drop
			}
		}
	EOT
	r conntrack -F >/dev/null 2>&1
	fast=$(fast_packets)
	speaks "$h2" "$server" -t 100
	is "$(says 5 | cut -d ' ' -f 1)" 0 "$3: answers"
	is "$(passed "$r" dropped)" 5 "$3: packets dropped"
	is "$(($(fast_packets) - fast)) $(offloaded "$n")" "0 0" "$3: packets and connections on the fast path"
	r nft delete table inet fw
	wait_for 10 is_fast
}

# ingress DEVICE MATCH WHAT: an ingress chain sees, then drops, the packets of 10 exchanges
ingress()
{
	local fast

	r nft -f - <<-EOT || fail "nftables: $2"
		table netdev t {
			counter seen { }
			chain c {
				type filter hook ingress device $1 priority 0
				$2 counter name seen
			}
		}
	EOT
	fast=$(fast_packets)
	is "$(says 10)" 10 "$3, a chain at the ingress: answers"
	is "$(passed "$r" seen) $(($(fast_packets) - fast))" "10 20" "$3, a chain at the ingress: packets seen, on the fast path"
	# shellcheck disable=SC2086 # words
	r nft add rule netdev t c $2 drop
	is "$(says 3 | cut -d ' ' -f 1)" 0 "$3, dropped at the ingress: answers"
	is "$(passed "$r" seen)" 13 "$3, dropped at the ingress: packets seen"
	r nft delete table netdev t
	is "$(says 3)" 3 "$3, chain removed: answers"
}

policed()
{
	r tc -s filter show dev "$1" ingress | awk '$1 == "Sent" { n += $4 } END { print n + 0 }'
}

# by_tc DEVICE PORT WHAT: the same with a tc filter
by_tc()
{
	local fast proto=ip

	((n == 4)) || proto=ipv6
	r tc qdisc add dev "$1" clsact
	r tc filter add dev "$1" ingress protocol $proto pref 1 flower ip_proto udp "$2" 7010 action pass ||
		fail "tc"
	fast=$(fast_packets)
	is "$(says 10)" 10 "$3, tc ingress: answers"
	is "$(policed "$1") $(($(fast_packets) - fast))" "10 20" "$3, tc ingress: packets seen, on the fast path"
	r tc filter del dev "$1" ingress
	r tc filter add dev "$1" ingress protocol $proto pref 1 flower ip_proto udp "$2" 7010 action drop
	is "$(says 3 | cut -d ' ' -f 1)" 0 "$3, dropped by tc ingress: answers"
	r tc qdisc del dev "$1" clsact
	is "$(says 3)" 3 "$3, filter removed: answers"
}

gateway fast on
echoes "$s"
fast_settled "$r"
n=4
for server in $SERVER4 $SERVER6; do
	[[ $server != *:* ]] || n=6
	speaks "$h2" $server
	wait_for 10 is_fast
	never forward "oifname nvi0" "IPv$n, FORWARD of stage 1"
	never forward "ct state untracked" "IPv$n, FORWARD of stage 2"
	never forward "oifname lan" "IPv$n, FORWARD of answers"
	never postrouting "oifname nvi0" "IPv$n, POST_ROUTING of stage 1"
	never postrouting "oifname isp2 ct state untracked" "IPv$n, POST_ROUTING of stage 2"
	never postrouting "oifname lan" "IPv$n, POST_ROUTING of answers"
	ingress lan "udp dport 7010" "IPv$n, lan"
	ingress isp2 "udp sport 7010" "IPv$n, isp2"
	by_tc lan dst_port "IPv$n, lan"
	by_tc isp2 src_port "IPv$n, isp2"
done
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
