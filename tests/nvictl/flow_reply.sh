#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# flow show: the route of each connection's replies, and its reason
#
# On the gateway of tests/gateway.sh, without nvi0. The server connects to the router, and to h1
# behind it, through provider 2; the default route is provider 1.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl reflect_server

gateway_nets
r nft -f - <<-EOT || fail "nftables"
	table inet nat {
		chain pre {
			type nat hook prerouting priority dstnat
			iifname isp2 meta nfproto ipv4 tcp dport { 8001, 8002 } dnat ip to 10.0.0.10
			iifname isp2 meta nfproto ipv6 tcp dport 8001 dnat ip6 to fd00:a::10
		}
	}
EOT
mac=$(ip netns exec "$p2" cat /sys/class/net/eth0/address)

# open PORT [ADDRESS]: a connection through provider 2; its socket lives until the test ends
open()
{
	start ip netns exec "$s" socat -u "TCP:${2:-198.51.100.2}:$1,bind=${3:-$SERVER4},connect-timeout=2" OPEN:/dev/null
}
serve() { start ip netns exec "$1" reflect_server "$2" "$3"; wait_for 10 listening "$1" tcp "$2"; }
# replies PORT: print the replies of the connections to PORT, as JSON
replies() { r nvictl -j "${@:2}" flow show dport "$1" | jq -c "[.[].replies] | unique"; }
# there PORT FAMILY: true if conntrack has such a connection. A socket retransmits a SYN whose
# answer was lost, so there may be more than one.
there() { (($(r nvictl "$2" -j flow show dport "$1" | jq length) >= 1)); }
new() { open "$@"; wait_for 10 there "$1" "$([[ ${2-} == *:* ]] && echo -6 || echo -4)"; }
back=",\"dev\":\"isp2\",\"lladdr\":\"$mac\"}]"

serve "$h1" 8001 none
serve "$h1" 8002 none
serve "$r" 8003 none
serve "$r" 8004 on

# Without a reflecting device
new 8001
is "$(replies 8001)" "[null]" "without a reflecting device the route is not looked up"
is "$(replies 8001 -d)" '[{"verdict":"routed","dev":"isp1","gateway":"192.0.2.1","table":"main"}]' "without a reflecting device, with -d"
r nvictl -d flow show dport 8001 | has ' replies isp1 via 192.0.2.1 table main$' || fail "text: $(r nvictl -d flow show)"

# A connection older than the device
works "reflect add" r nvictl reflect add 10.0.0.10 ipproto tcp sport 8001
is "$(replies 8001)" '[{"reflector":"back0","verdict":"routed","dev":"isp1","gateway":"192.0.2.1","table":"main","why":"no record"}]' "a connection older than the device"
r conntrack -F 2>/dev/null

# Forwarded connections
new 8001
new 8002
is "$(replies 8001)" "[{\"reflector\":\"back0\",\"verdict\":\"reflected\"$back" "a connection to a host behind the router"
r nvictl flow show dport 8001 | has " replies back0 -> isp2 via $mac (recorded)\$" || fail "text: $(r nvictl flow show)"
is "$(replies 8002)" '[{"verdict":"routed","dev":"isp1","gateway":"192.0.2.1","table":"main"}]' "a connection to another port"

# Connections to the router, selected by address, then by socket
works "reflect add" r nvictl reflect add 198.51.100.2
new 8003
is "$(replies 8003)" "[{\"reflector\":\"back0\",\"verdict\":\"reflected\"$back" "a connection to the router"
works "reflect add sockets" r nvictl reflect add sockets
works "reflect del" r nvictl reflect del 198.51.100.2
new 8004
is "$(replies 8003)" '[{"verdict":"routed","dev":"isp1","gateway":"192.0.2.1","table":"main"}]' "a socket without the mark"
is "$(replies 8004)" "[{\"reflector\":\"back0\",\"verdict\":\"reflected\"$back" "a socket with the mark"

# IPv6
works "reflect add" r nvictl reflect add fd00:a::10
new 8001 "[2001:db8:2::2]" "[$SERVER6]"
is "$(r nvictl -6 -j flow show dport 8001 | jq -c '[.[].replies]')" \
	"[{\"reflector\":\"back0\",\"verdict\":\"reflected\"$back" "IPv6"

# The router's own connection: the replies are for the router
start ip netns exec "$r" socat -u "TCP:10.0.0.10:8001" OPEN:/dev/null
mine() { [[ $(r nvictl -j flow show from 10.0.0.1 | jq -r '.[].replies.verdict') == local ]]; }
wait_for 10 mine
echo "ok: replies to the router are local"

# Replies that cannot be reflected
r ip link set isp2 down
is "$(replies 8004)" '[{"reflector":"back0","verdict":"routed","dev":"isp1","gateway":"192.0.2.1","table":"main","why":"its interface is down"}]' "the interface is down"
r nvictl device set back0 fallback refuse
is "$(replies 8004)" '[{"reflector":"back0","verdict":"refused","why":"its interface is down"}]' "the interface is down, with fallback refuse"
r nvictl flow show dport 8004 | has ' replies back0 -> refused (its interface is down)$' || fail "text: $(r nvictl flow show)"
addr "$r" lo 198.51.100.2/32
ip -n "$r" link del isp2
is "$(replies 8004)" '[{"reflector":"back0","verdict":"refused","why":"its interface is gone"}]' "the interface is gone"
r ip route add unreachable $SERVER4
r nvictl reflect del sockets
is "$(replies 8004)" '[{"verdict":"unreachable"}]' "no route"
