#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# On the fast path, the gateway is one hop for traceroute
#
# The gateway of tests/gateway.sh, with the fast path. h2 talks to the server over UDP. Once the
# connection is on the fast path, h2 sends datagrams with a small TTL. The router answers TTL 1, the
# provider TTL 2, and TTL 3 arrives at the server: the same as on the slow path.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need talk conntrack

# ends TTL EXPECTED WHAT: send 3 datagrams with that TTL; "answers, errors of the router, errors of
# the provider"
ends()
{
	local one two

	one=$(passed "$h2" router) two=$(passed "$h2" provider)
	is "$(says ttl "$1")" ok "set TTL $1"
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
		"$server: packets on the fast path, packets with TTL 62 at the server"
	ends 1 "0 3 0" $server
	fast=$(fast_packets)
	ends 2 "0 0 3" $server
	is $(($(fast_packets) - fast)) 3 "$server, TTL 2: packets on the fast path"
	ends 3 "3 0 0" $server
	is $(($(fast_packets) - fast)) 9 "$server, TTL 3: packets on the fast path, with the answers"
done
is "$(passed "$s" wrong)" 6 "packets with another TTL at the server: those sent with 3"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
