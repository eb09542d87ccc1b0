#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With a mark that selects the provider, answers on the fast path still reach the client
#
# The gateway of tests/gateway.sh. A mark on packets from the LAN selects provider 2's table. That
# table also has a route to the inside networks, through a host in the LAN (h1), and lacks the LAN's
# connected route:
#
#   table 102   default via provider 2
#               10.0.0.0/8, fd00::/16 via h1
#
# Answers have no mark, so they do not use this table. First, one stage and nft's flow table: its
# `flow add` looks up the answers' route with the mark of the current packet (5.10: without it), so
# answers to h2 go to h1. Then, two stages with the fast path and the same mark: the fast path uses
# the route that an answer has taken.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need talk conntrack
modprobe -q nft_flow_offload || skip "no nft_flow_offload"

answers() { [[ $(says 1) == 1 ]]; }
# astray: the packets for h2 that h1 has received
astray() { passed "$h1" astray; }

gateway_nets
echoes "$s"
h1 nft -f - <<-'EOT' || fail "nftables"
	table inet t {
		counter astray { }
		chain pre {
			type filter hook prerouting priority raw
			ip daddr 10.0.0.20 udp sport 7010 counter name astray
			ip6 daddr fd00:a::20 udp sport 7010 counter name astray
		}
	}
EOT
batch "$r" -4 <<-EOT
	rule add pref 50 fwmark 2 lookup 102
	route add default via 198.51.100.1 table 102
	route add 10.0.0.0/8 via 10.0.0.10 table 102
EOT
batch "$r" -6 <<-EOT
	rule add pref 50 fwmark 2 lookup 102
	route add default via 2001:db8:2::1 table 102
	route add fd00::/16 via fd00:a::10 table 102
EOT
r nft -f - <<-'EOT' || fail "nftables"
	table inet marks {
		chain pre {
			type filter hook prerouting priority mangle
			iifname lan udp dport 7010 meta mark set 2
		}
	}
	table inet nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname isp2 meta nfproto ipv4 snat ip to 198.51.100.2
			oifname isp2 meta nfproto ipv6 snat ip6 to 2001:db8:2::2
		}
	}
EOT

# One stage, without a flow table, then with nft's
for server in $SERVER4 $SERVER6; do
	speaks "$h2" $server -t 300
	wait_for 10 answers
	is "$(says 5)" 5 "one stage: answers from $server"
done
is "$(astray)" 0 "one stage: answers to h2 that reached h1"
# (newer kernels create no flow to an unresolved neighbour)
for a in 10.0.0.10 fd00:a::10; do works "the router resolves h1" r ping -q -c 1 -W 5 $a >/dev/null; done
r conntrack -F >/dev/null 2>&1
r nft -f - <<-'EOT' || fail "nftables"
	table inet ft {
		flowtable f {
			hook ingress priority filter
			devices = { lan, isp2 }
		}
		chain forward {
			type filter hook forward priority filter
			oifname isp2 meta l4proto udp flow add @f
		}
	}
EOT
for server in $SERVER4 $SERVER6; do
	was=$(astray)
	speaks "$h2" $server -t 300
	answers=$(says 5)
	wrong=$(($(astray) - was))
	n=4
	[[ $server != *:* ]] || n=6
	is "$(offloaded $n)" 1 "nft's flow table, IPv$n: connections in it"
	compare $((answers + wrong)) == 5 "nft's flow table, answers from $server: $answers at h2, $wrong at h1"
	if ((wrong == 0)); then
		echo "(this kernel looks up the answers' route without the mark)"
	else
		is "$answers" 1 "answers before the flow existed"
	fi
done
r nft delete table inet ft
r nft delete table inet nat
r conntrack -F >/dev/null 2>&1

# Two stages: nvi0 sets the mark, and a rule selects the provider in stage 2
r nft delete table inet marks
nvi_device nvi0 fast on mark 2
ip -n "$r" link set nvi0 up
for f in -4 -6; do
	ip -n "$r" $f route add default dev nvi0 table 100
	ip -n "$r" $f rule add pref 1100 iif lan lookup 100
	# the README's rule: traffic between inside networks has one stage
	ip -n "$r" $f rule add pref 1000 lookup main suppress_prefixlength 0
done
snat "meta nfproto ipv4 snat ip to 198.51.100.2" "meta nfproto ipv6 snat ip6 to 2001:db8:2::2"
fast_settled "$r"
was=$(astray)
for server in $SERVER4 $SERVER6; do
	speaks "$h2" $server
	wait_for 10 is_fast
	out=$(passed "$p2" out) fast=$(fast_packets)
	is "$(says 10)" 10 "two stages, the fast path: answers from $server"
	is "$(($(fast_packets) - fast)) $(($(passed "$p2" out) - out))" "20 10" "packets on the fast path, through provider 2"
done
is $(($(astray) - was)) 0 "two stages: answers to h2 that reached h1"
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "packets through provider 1, and with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
