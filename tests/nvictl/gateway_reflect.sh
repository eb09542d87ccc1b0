#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: replies of the router and of inside servers leave through the request's provider
#
# The file is examples/reflect.conf. The topology is in tests/gateway.sh. Here provider 1 also leads
# to the addresses of provider 2, as when both announce one network, and both forward packets with
# these addresses:
#
#   s -- p1 -- isp1 198.51.100.2:8080 -- h2 10.0.0.20:7007
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need jq nvictl socat

gateway_nets
batch "$s" <<-EOT
	route replace 198.51.100.2/32 via 10.9.1.1
	route replace 2001:db8:2::2/128 via fd00:9:1::1
EOT
batch "$p1" <<-EOT
	route add 198.51.100.0/24 via 192.0.2.2
	route add 2001:db8:2::/64 via 2001:db8:1::2
EOT
ip -n "$p2" route add 10.9.1.0/24 via 10.9.2.2
for p in "$p1" "$p2"; do
	ip netns exec "$p" nft -f - <<-EOT || fail "nft"
		table inet isp {
			counter replies { }
			chain look {
				type filter hook prerouting priority raw
				iifname eth0 ip saddr 198.51.100.2 counter name replies
				iifname eth0 ip6 saddr 2001:db8:2::2 counter name replies
			}
		}
	EOT
	ip netns exec "$p" nft insert rule inet isp forward ip saddr 198.51.100.0/24 accept
	ip netns exec "$p" nft insert rule inet isp forward ip6 saddr 2001:db8:2::/64 accept
done
conf=$(mktemp)
on_exit rm -f "$conf"
cat "$(dirname "$0")/../../Documentation/examples/reflect.conf" >"$conf"
before=$(state)
# `nvictl reflect` and a gateway exclude each other
works "reflect add" r nvictl reflect add 192.0.2.2 dev back1
check 2 '"nvictl reflect" has targets, *' r nvictl gateway apply "$conf"
sed '/^.reflect/,$d' "$conf" >/tmp/without
works "apply without [reflect]" r nvictl gateway apply /tmp/without
is "$(r nvictl -j gateway check /tmp/without | jq -r '.[].subject')" reflect "subject of the mistake that check finds"
works "reflect flush" r nvictl reflect flush
check 2 'there is a gateway, whose rules come first; *' r nvictl reflect add 192.0.2.2
works "remove" r nvictl gateway remove
same "$(state)" "$before" "state after remove"
r nvictl gateway apply "$conf" >/tmp/lines || fail "apply"
whole=$(state)
is "$(r nvictl gateway diff "$conf")" "" "diff after apply"
is "$(r nvictl gateway check "$conf")" "" "mistakes that check finds"
is "$(r nvictl -j reflect show | jq -c '.[] | [.owner, .ifname, .mtu, .table, .complete, (.reflected[] | [.family, .target, .priority, .fwmark])]')" \
	'["nvictl gateway","back0",1500,"27999",true,["inet","replies",8008,"0x200"],["inet6","replies",8008,"0x200"]]' "reflect show"
is "$(r nvictl -4 reflect show | sed -n '1p;3p')" "back0: up mtu 1500 table 27999 of nvictl gateway
    inet replies fwmark 0x200/0xff00" "reflect show, text"

BIND4=198.51.100.2 BIND6=2001:db8:2::2 whoami "$r" tcp udp
BIND4=10.0.0.20 BIND6=fd00:a::20 whoami "$h2" tcp
whoami "$s" tcp
# by PROVIDERS WHAT COMMAND...: the replies during COMMAND must come through PROVIDERS, such as "1"
# or "2"
by()
{
	local n1 n2 got=''

	n1=$(passed "$p1" replies) n2=$(passed "$p2" replies)
	is "$("${@:3}")" "${ANSWER-10.9.1.2}" "$2"
	((n1 == $(passed "$p1" replies))) || got+=1
	((n2 == $(passed "$p2" replies))) || got+=2
	is "$got" "$1" "$2: providers of the replies"
}
reflected=$(counter "$r" reflect_ipv4 back0)
by 1 "the router, TCP" ask "$s" tcp 198.51.100.2
by 1 "the router, UDP" ask "$s" udp 198.51.100.2
WHOAMI=8080 by 1 "a server inside" ask "$s" tcp 198.51.100.2
is $(($(counter "$r" reflect_ipv4 back0) - reflected)) "$(passed "$p1" replies)" "IPv4 packets reflected"
export ANSWER=fd00:9:1::2
by 1 "the router, TCP, IPv6" ask "$s" tcp 2001:db8:2::2
by 1 "the router, UDP, IPv6" ask "$s" udp 2001:db8:2::2
WHOAMI=8080 by 1 "a server inside, IPv6" ask "$s" tcp 2001:db8:2::2
works "the router answers pings" s ping -q -c 3 -i 0.01 -W 1 198.51.100.2
# Connections from inside are routed as usual, also those of servers
is "$(ask "$h1" tcp $SERVER4) $(ask "$h2" tcp $SERVER6)" "192.0.2.2 2001:db8:1::2" "sources of h1 and h2 at the server"
is "$(counter "$r" unreflected_original back0)" 0 "unreflected_original"
is "$(drops "$r")$(drops "$r" back0)" "" "drop counters above 0"

# Reflection for some sources only: other replies leave through the provider of their address
unset ANSWER
sed -i 's/^source = all/source = 10.0.0.0\/24, fd00:a::\/64\nfallback = refuse\nlearn = once\nmtu = 1492/' "$conf"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
is "$(r nvictl gateway diff "$conf")" "" "diff after apply"
is "$(r ip -j link show back0 | jq '.[0].mtu')" 1492 "MTU"
by 2 "the router, not a source of [reflect]" ask "$s" tcp 198.51.100.2
WHOAMI=8080 by 1 "a server inside, a source of [reflect]" ask "$s" tcp 198.51.100.2
# The device is deleted: replies are refused, and take no other route
ip -n "$r" link del back0
r nvictl reflect show | has 'the device is missing; "nvictl gateway apply" adds it again' || fail "reflect show does not report it"
WHOAMI=8080 ANSWER='' by "" "a server inside, without the device" ask "$s" tcp 198.51.100.2
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
WHOAMI=8080 by 1 "a server inside, with it again" ask "$s" tcp 198.51.100.2
sed -i '/^.reflect/,$d' "$conf"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
WHOAMI=8080 by 2 "a server inside, without [reflect]" ask "$s" tcp 198.51.100.2
[[ ! $(r ip link show back0 2>/dev/null) ]] || fail "back0 is still there"

r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "state after remove"
works "the lines of apply, typed" ip netns exec "$r" bash -eu /tmp/lines
same "$(state)" "$whole" "state after the typed lines"
r nvictl gateway remove >/dev/null || fail "remove"
