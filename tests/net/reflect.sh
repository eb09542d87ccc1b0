#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a reply goes back the way its connection came
#
# The gateway of tests/gateway.sh, without nvi0. The server s asks the router and,
# behind it, h2, by addresses of provider 1 and of provider 2, and every one of them
# by the *other* provider as well: p1 has a route to 198.51.100.2, p2 one to
# 192.0.2.2. No route of r leads to provider 2, and `from` rules know only one
# device: back0.
. "$(dirname "$0")/../lib.sh"
need socat

# requests ADDRESS VIA: the server reaches the address of the router by provider VIA
requests()
{
	local n=$2

	case $1 in
	192.0.2.2 | 198.51.100.2) batch "$s" <<<"route replace $1 via 10.9.$n.1" ;;
	*) batch "$s" -6 <<<"route replace $1 via fd00:9:$n::1" ;;
	esac
}

# answers NAME COMMAND...: packets towards the server by p1 and p2
by()
{
	local a b
	a=$(passed "$p1" any) b=$(passed "$p2" any)
	"$@" || fail "$*"
	said="$(($(passed "$p1" any) - a)) $(($(passed "$p2" any) - b))"
}

gateway_nets
# either provider has a way to the other one's address, and does not mind sources
for n in 1 2; do
	ns=p$n
	ip netns exec "${!ns}" nft -f - <<-EOT
		table inet any {
			counter any { }
			chain forward { type filter hook forward priority -10; iifname eth0 counter name any; }
		}
		delete table inet isp
	EOT
done
batch "$p1" <<<"route add 198.51.100.2 via 192.0.2.2"
batch "$p2" <<<"route add 192.0.2.2 via 198.51.100.2"
batch "$p1" -6 <<<"route add 2001:db8:2::2 via 2001:db8:1::2"
batch "$p2" -6 <<<"route add 2001:db8:1::2 via 2001:db8:2::2"
ip -n "$r" link add back0 type nvi mode reflect
batch "$r" -4 <<-EOT
	link set back0 up
	route add default dev back0 table 200
	rule add pref 50 lookup main suppress_prefixlength 0
	rule add pref 1000 from 192.0.2.2 lookup 200
	rule add pref 1000 from 198.51.100.2 lookup 200
EOT
batch "$r" -6 <<-EOT
	route add default dev back0 table 200
	rule add pref 50 lookup main suppress_prefixlength 0
	rule add pref 1000 from 2001:db8:1::2 lookup 200
	rule add pref 1000 from 2001:db8:2::2 lookup 200
EOT

# The router itself answers
for via in 1 2; do
	for a in 192.0.2.2 198.51.100.2 2001:db8:1::2 2001:db8:2::2; do
		requests $a $via
		by s ping -q -c 3 -i 0.01 -I "$([[ $a == *:* ]] && echo $SERVER6 || echo $SERVER4)" $a
		is "$said" "$([[ $via == 1 ]] && echo 3 0 || echo 0 3)" "ping $a by provider $via: replies by provider 1, 2"
	done
done
is "$(counter "$r" reflect_ipv4 back0) $(counter "$r" reflect_ipv6 back0)" "12 12" "reflected"
is "$(drops "$r" back0)" "" "drops"
