#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# On the fast path, too, the gateway is one hop
#
# The gateway of tests/gateway.sh, with the fast path. h2 talks to the server over UDP, and
# once the connection is on the fast path sends datagrams with a small TTL: the one that ends at
# the router is answered by the router, the next one by the provider, and the third
# arrives. So nobody on the way sees it otherwise than on the slow path.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need talk conntrack

# ends TTL EXPECTED WHAT: 3 datagrams with that TTL; "answers, errors of the router, of the provider"
ends()
{
	local one two

	one=$(passed "$h2" router) two=$(passed "$h2" provider)
	is "$(says ttl "$1")" ok "TTL $1"
	is "$(says 3 | cut -d ' ' -f 1) $(($(passed "$h2" router) - one)) $(($(passed "$h2" provider) - two))" \
		"$2" "$3, TTL $1: answers, errors of the router, of the provider"
}

gateway fast on
for name in r p2; do ip netns exec "${!name}" sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0; done
echoes "$s"
fast_settled "$r"
h2 nft -f - <<-'EOT' || fail "nftables"
	table inet t {
		counter router { }
		counter provider { }
		chain in {
			type filter hook input priority filter
			icmp type time-exceeded ip saddr 10.0.0.1 counter name router
			icmp type time-exceeded ip saddr 198.51.100.1 counter name provider
			icmpv6 type time-exceeded ip6 saddr fd00:a::1 counter name router
			icmpv6 type time-exceeded ip6 saddr 2001:db8:2::1 counter name provider
		}
	}
EOT
s nft -f - <<-'EOT' || fail "nftables"
	table inet t {
		counter right { }
		counter wrong { }
		chain in {
			type filter hook input priority filter
			udp dport 7010 ip ttl 62 counter name right accept
			udp dport 7010 ip6 hoplimit 62 counter name right accept
			udp dport 7010 counter name wrong
		}
	}
EOT
for server in $SERVER4 $SERVER6; do
	speaks "$h2" $server -t 100
	wait_for 10 is_fast
	right=$(passed "$s" right) fast=$(fast_packets)
	is "$(says 10)" 10 "$server: answers"
	is "$(($(fast_packets) - fast)) $(($(passed "$s" right) - right))" "20 10" \
		"$server: on the fast path, and of a TTL of 62 at the server"
	ends 1 "0 3 0" $server
	fast=$(fast_packets)
	ends 2 "0 0 3" $server
	is $(($(fast_packets) - fast)) 3 "$server, TTL 2: on the fast path"
	ends 3 "3 0 0" $server
	is $(($(fast_packets) - fast)) 9 "$server, TTL 3: on the fast path, with the answers"
done
is "$(passed "$s" wrong)" 6 "of another TTL at the server: those with 3"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "by the wrong provider"
