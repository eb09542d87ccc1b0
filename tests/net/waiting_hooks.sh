#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Whoever waits in FORWARD or POST_ROUTING sees stage 2, and nothing else changes
#
# The gateway of tests/gateway.sh. While nobody waits there but conntrack and NAT,
# mode reinject goes from the decision to the neighbour; a chain in FORWARD, one in
# POST_ROUTING, or both, and the next packet meets them, untracked. What is sent, and
# what the kernel counts as forwarded, is the same each time, for small packets and
# for such as have to be cut in pieces. In mode direct FORWARD does not see stage 2.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

NAMES=(IpForwDatagrams IpExtOutOctets IpFragOKs IpFragCreates Ip6OutForwDatagrams Ip6OutOctets)

counters()
{
	local name

	for name in "${NAMES[@]}"; do snmp "$r" "$name"; done
	passed "$p2" out
}

# pings: of both families, some whole and some in pieces. Sets $counted to what that
# adds to each counter, but for $octets6: the router's own neighbour discovery is in that.
pings()
{
	local before after i

	mapfile -t before < <(counters)
	works "h2 pings" h2 ping -q -c 3 -i 0.01 $SERVER4
	works "h2 pings, in pieces" h2 ping -q -c 2 -i 0.01 -s 3000 $SERVER4
	works "h2 pings, IPv6" h2 ping -q -c 3 -i 0.01 $SERVER6
	works "h2 pings, IPv6, in pieces" h2 ping -q -c 2 -i 0.01 -s 3000 $SERVER6
	mapfile -t after < <(counters)
	for i in "${!after[@]}"; do ((after[i] -= before[i])); done
	octets6=${after[5]}
	unset 'after[5]'
	counted=${after[*]}
}

# same WHO: nothing was lost, sent or counted otherwise than while nobody waited
same()
{
	pings
	is "$counted" "$nobody" "counted with $1"
	compare $(((octets6 - nobody6) / 1000)) '==' 0 "thousands of IPv6 octets more with $1"
}

# chain NAME HOOK: counts what it sees of stage 2
chain()
{
	r nft -f - <<-EOT || fail "no chain in $2"
	table inet look {
		counter $1 { }
		chain $1 {
			type filter hook $2 priority filter
			iifname lan oifname isp2 ct state untracked counter name $1
		}
	}
	EOT
}

gateway
# neighbours, routes' exceptions
works "h2 pings" h2 ping -q -c 1 $SERVER4
works "h2 pings, IPv6" h2 ping -q -c 1 $SERVER6
pings
nobody=$counted nobody6=$octets6
read -r forwarded _ _ pieces forwarded6 out <<<"$nobody"
# whole ones and what they were cut into, one way and back; and stage 2 of mode reinject
compare "$forwarded" '>=' 10 "IPv4 forwarded"
compare "$forwarded6" '>=' 10 "IPv6 forwarded"
compare "$pieces" '>=' 6 "pieces of IPv4"
is "$out" 18 "by provider 2"

chain forward forward
same "a chain in FORWARD"
seen=$(passed "$r" forward)
if direct; then
	is "$seen" 0 "seen in FORWARD"
else
	compare "$seen" '>=' 10 "seen in FORWARD"
fi
chain post postrouting
same "chains in FORWARD and POST_ROUTING"
post=$(passed "$r" post)
compare "$post" '>=' 10 "seen in POST_ROUTING"
r nft delete chain inet look forward
same "a chain in POST_ROUTING"
is "$(passed "$r" post)" $((post * 2)) "seen in POST_ROUTING"
r nft delete table inet look
same "nobody any more"
