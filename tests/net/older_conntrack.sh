#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Connections older than nvi0 continue through nvi0
#
# The gateway of tests/gateway.sh, at first with NAT in one stage. Then nvi0 and the rules are
# added. An older connection has no room for an ingress record; skb_iif replaces it, and
# net_unrecorded counts its packets. `ping -e` makes several pings one connection.
. "$(dirname "$0")/../lib.sh"
need socat

PORT=7010

# say TEXT: send TEXT on the open connection; s returns it
say()
{
	local answer

	echo "$1" >&"${talk[1]}" && read -r -t 5 -u "${talk[0]}" answer
	is "${answer-}" "$1" "echo"
}

gateway_nets
r nft -f - <<-EOT || fail "nftables"
	table inet nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname { isp1, nvi0 } ip saddr 10.0.0.10 snat ip to 192.0.2.2
			oifname { isp1, nvi0 } ip6 saddr fd00:a::10 snat ip6 to 2001:db8:1::2
		}
	}
EOT
start ip netns exec "$s" socat "TCP4-LISTEN:$PORT,reuseaddr" PIPE
wait_for 10 listening "$s" tcp $PORT
coproc talk { ip netns exec "$h1" socat - "TCP4:$SERVER4:$PORT"; }
_pids+=("$talk_PID")
say before
works "ping" h1 ping -q -e 7 -c 3 -i 0.01 $SERVER4
works "ping, IPv6" h1 ping -q -e 8 -c 3 -i 0.01 $SERVER6

two_stages
re4=$(stage2 "$r" 4)
say after
say "and after"
compare $(($(stage2 "$r" 4) - re4)) '>=' 2 "TCP packets through nvi0"
is "$(counter "$r" net_recorded)" 0 "records written"

# Counted exactly, both directions
un=$(counter "$r" net_unrecorded)
re4=$(stage2 "$r" 4)
works "ping" h1 ping -q -e 7 -c 5 -i 0.01 $SERVER4
works "ping, IPv6" h1 ping -q -e 8 -c 5 -i 0.01 $SERVER6
is $(($(counter "$r" net_unrecorded) - un)) 20 "packets without a record"
is "$(counter "$r" net_recorded)" 0 "records written"
is $(($(stage2 "$r" 4) - re4)) 5 "packets through nvi0"
is "$(stage2 "$r" 6)" 5 "packets through nvi0, IPv6"
# the ingress is lan, not nvi0
is "$(link_stats "$r" nvi0 rx_packets)" 0 "packets received by nvi0"

# A new connection gets a record
works "ping" h1 ping -q -e 9 -c 5 -i 0.01 $SERVER4
is $(($(counter "$r" net_unrecorded) - un)) 20 "packets without a record"
is "$(counter "$r" net_recorded)" 2 "records written"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
