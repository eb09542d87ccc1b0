#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The record learns the ingress of forwarded packets only, and not from tunnel packets
#
# The gateway of tests/gateway.sh. Answers to h1 come in by isp2 from some point on, but a rule in
# FORWARD drops them, then one in POST_ROUTING: the record keeps isp1. Then h2's pings go into a
# tunnel over isp1. The router originates the tunnel's own connection, so it has no ingress,
# wherever the inner packets came in.
#
#   h2 -- lan  r  tun4, tun6 (IPIP, IP6IP6 over isp1) -- p1
#
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

recorded() { counter "$r" net_recorded; }

# ingress PROTOCOL [-6]: the recorded ingress of the only connection of that protocol
ingress()
{
	r nvictl -j ${2-} flow show proto "$1" | jq -r 'map(.ingress.original // "none") | join(" ")'
}

# drops_in HOOK: drop all packets from isp2 to lan in HOOK
drops_in()
{
	r nft -f - <<-EOT || fail "no chain in $1"
	table inet no {
		counter dropped { }
		chain no { type filter hook $1 priority filter; iifname isp2 oifname lan counter name dropped drop; }
	}
	EOT
}

gateway
works "h1 pings" h1 ping -q -e 777 -c 3 -i 0.01 $SERVER4
works "h1 pings, IPv6" h1 ping -q -e 778 -c 3 -i 0.01 $SERVER6

# packets to provider 1's addresses arrive through provider 2
ip -n "$s" route change 192.0.2.0/24 via 10.9.2.1
ip -n "$s" -6 route change 2001:db8:1::/64 via fd00:9:2::1
ip -n "$p2" route add 192.0.2.2 via 198.51.100.2
ip -n "$p2" -6 route add 2001:db8:1::2 via 2001:db8:2::2
# resolve the neighbours of that path
for a in 10.9.2.1 fd00:9:2::1; do works "the server reaches provider 2" s ping -q -c 1 -W 5 $a; done
for a in 198.51.100.2 2001:db8:2::2; do works "provider 2 reaches the router" p2 ping -q -c 1 -W 5 $a; done
before=$(recorded)
for hook in forward postrouting; do
	drops_in $hook
	refused "h1 pings, its answers dropped in $hook" h1 ping -q -e 777 -c 3 -i 0.01 -W 0.1 $SERVER4
	refused "h1 pings, IPv6" h1 ping -q -e 778 -c 3 -i 0.01 -W 0.1 $SERVER6
	is "$(passed "$r" dropped)" 6 "packets dropped in $hook"
	is $(($(recorded) - before)) 0 "records written meanwhile"
	r nft delete table inet no
done
works "h1 pings" h1 ping -q -e 777 -c 3 -i 0.01 $SERVER4
works "h1 pings, IPv6" h1 ping -q -e 778 -c 3 -i 0.01 $SERVER6
is $(($(recorded) - before)) 2 "records written without the rule"

# The tunnels, and routes to addresses behind them
ip -n "$r" link add tun4 type ipip local 192.0.2.2 remote 192.0.2.1 || skip "this kernel has no ipip"
ip -n "$r" link add tun6 type ip6tnl mode ip6ip6 local 2001:db8:1::2 remote 2001:db8:1::1 ||
	skip "this kernel has no ip6_tunnel"
batch "$r" <<-EOT
	link set tun4 up
	link set tun6 up
	rule add pref 10 to 10.77.0.0/24 lookup 77
	route add 10.77.0.0/24 dev tun4 table 77
EOT
batch "$r" -6 <<-EOT
	rule add pref 10 to fd77::/64 lookup 77
	route add fd77::/64 dev tun6 table 77
EOT
r conntrack -F >/dev/null 2>&1
# no host answers there
h2 ping -q -c 3 -i 0.01 -W 0.1 10.77.0.1 >/dev/null
h2 ping -q -c 3 -i 0.01 -W 0.1 fd77::1 >/dev/null
is "$(ingress icmp) $(ingress ipv6-icmp -6)" "lan lan" "ingress of the inner connections"
is "$(ingress ipencap) $(ingress ipv6 -6)" "none none" "ingress of the tunnel connections"
