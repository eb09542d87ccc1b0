#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: replies go back by the provider that their requests came by, of the
# router's services and of servers inside (examples/reflect.conf)
#
# The drawing is in tests/gateway.sh. The addresses of provider 2 are reached by provider 1
# here, too, as when both announce one network, and each forwards what bears them:
#
#   s -- p1 -- isp1 198.51.100.2:8080 -- h2 10.0.0.20:7007
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl socat

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
r nvictl gateway apply "$conf" >/tmp/lines || fail "apply"
whole=$(state)
is "$(r nvictl gateway diff "$conf")" "" "nothing more to do"
is "$(r nvictl gateway check "$conf")" "" "no mistakes"

BIND4=198.51.100.2 BIND6=2001:db8:2::2 whoami "$r" tcp udp
BIND4=10.0.0.20 BIND6=fd00:a::20 whoami "$h2" tcp
whoami "$s" tcp
# by PROVIDERS WHAT COMMAND...: the replies that a command gets come by these, such as
# "1" or "2"
by()
{
	local n1 n2 got=''

	n1=$(passed "$p1" replies) n2=$(passed "$p2" replies)
	is "$("${@:3}")" "${ANSWER-10.9.1.2}" "$2"
	((n1 == $(passed "$p1" replies))) || got+=1
	((n2 == $(passed "$p2" replies))) || got+=2
	is "$got" "$1" "$2: replies by provider"
}
reflected=$(counter "$r" reflect_ipv4 back0)
by 1 "the router, TCP" ask "$s" tcp 198.51.100.2
by 1 "the router, UDP" ask "$s" udp 198.51.100.2
WHOAMI=8080 by 1 "a server inside" ask "$s" tcp 198.51.100.2
is $(($(counter "$r" reflect_ipv4 back0) - reflected)) "$(passed "$p1" replies)" "IPv4 packets that were reflected"
export ANSWER=fd00:9:1::2
by 1 "the router, TCP, IPv6" ask "$s" tcp 2001:db8:2::2
by 1 "the router, UDP, IPv6" ask "$s" udp 2001:db8:2::2
WHOAMI=8080 by 1 "a server inside, IPv6" ask "$s" tcp 2001:db8:2::2
works "the router answers pings" s ping -q -c 3 -i 0.01 -W 1 198.51.100.2
# what is no reply goes its way, of servers, too
is "$(ask "$h1" tcp $SERVER4) $(ask "$h2" tcp $SERVER6)" "192.0.2.2 2001:db8:1::2" "from inside"
is "$(counter "$r" unreflected_original back0)" 0 "packets that are no replies"
is "$(drops "$r")$(drops "$r" back0)" "" "drops"

# Of some sources only: the others' replies leave by the provider of their address
unset ANSWER
sed -i 's/^source = all/source = 10.0.0.0\/24, fd00:a::\/64\nfallback = refuse\nlearn = once/' "$conf"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
is "$(r nvictl gateway diff "$conf")" "" "nothing more to do"
by 2 "the router, which is not asked for" ask "$s" tcp 198.51.100.2
WHOAMI=8080 by 1 "a server inside, which is" ask "$s" tcp 198.51.100.2
# the device is gone: refused, and by no other way
ip -n "$r" link del back0
WHOAMI=8080 ANSWER='' by "" "a server inside, without the device" ask "$s" tcp 198.51.100.2
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
WHOAMI=8080 by 1 "a server inside, with it again" ask "$s" tcp 198.51.100.2
sed -i '/^.reflect/,$d' "$conf"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
WHOAMI=8080 by 2 "without [reflect]" ask "$s" tcp 198.51.100.2
[[ ! $(r ip link show back0 2>/dev/null) ]] || fail "back0 is still there"

r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "nothing is left"
works "typed" ip netns exec "$r" bash -eu /tmp/lines
same "$(state)" "$whole" "the lines give the same"
r nvictl gateway remove >/dev/null || fail "remove"
