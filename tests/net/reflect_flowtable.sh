#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: packets that an nft flow table forwards are not reflected
#
# tests/reflection.sh. h2 has a server behind 198.51.100.2, and the client comes through provider 2.
# The first answer is reflected, and adds the connection to a flow table. From then on the flow
# table forwards the answers from the LAN to back0. They have no conntrack entry there, so back0
# finds no record and uses its fallback: routing, to provider 1. This test documents that limit:
# mode reflect and a flow table must not share connections.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
. "$(dirname "$0")/../exchange.sh"
need socat conntrack
modprobe -q nft_flow_offload || skip "no nft_flow_offload"

reflection fallback route mark 0x200/0xff00
inbound_to_h2
batch "$r" -4 <<<"rule add pref 900 fwmark 0x200/0xff00 lookup main"
batch "$r" -6 <<<"rule add pref 900 fwmark 0x200/0xff00 lookup main"
r nft -f - <<-'EOT' || fail "nftables"
	table inet ft {
		counter slow { }
		flowtable f {
			hook ingress priority filter
			devices = { lan, isp1, isp2, back0 }
		}
		chain forward {
			type filter hook forward priority filter
			oifname back0 udp sport 7010 counter name slow
			oifname back0 udp sport 7010 flow add @f
		}
	}
EOT
ask_by 2

for n in 4 6; do
	if [[ $n == 4 ]]; then a=198.51.100.2 bind=10.0.0.20; else a=2001:db8:2::2 bind=fd00:a::20; fi
	echo_server "$h2" $n $bind
	wait_for 10 listening "$h2" udp 7010
	wait_for 10 s ping -q -c 1 -W 1 $a
	slow=$(passed "$r" slow) back=$(counter "$r" reflect_ipv$n back0)
	none=$(counter "$r" unreflected_no_record back0) re=$(stage2 "$r" $n back0)
	one=$(passed "$p1" any) two=$(passed "$p2" any)
	is "$(exchange "$s" $a 20 | xargs)" "$(seq -s ' ' 20)" "IPv$n: echoed"
	is $(($(passed "$r" slow) - slow)) 1 "IPv$n: answers in FORWARD"
	is $(($(counter "$r" reflect_ipv$n back0) - back)) 1 "IPv$n: packets reflected"
	is $(($(counter "$r" unreflected_no_record back0) - none)) 19 "IPv$n: unreflected_no_record"
	is $(($(stage2 "$r" $n back0) - re)) 19 "IPv$n: packets in stage 2"
	is $(($(passed "$p1" any) - one)),$(($(passed "$p2" any) - two)) 19,1 "IPv$n: answers through provider 1, 2"
	stop "$pid"
done
is "$(unreflected)" "no_record=38" "unreflected counters above 0"
is "$(drops "$r" back0)" "" "drop counters above 0"
