#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# route: a route is shown as added and as in ip, and foreign routes stay untouched
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl

setup_gw 192.0.2.2/24 2001:db8::2/64
add() { gw nvictl "$@" || fail "nvictl $* failed"; }

while read -r words; do
	# shellcheck disable=SC2086 # words
	add route add ${words#inet* }
	is "$(gw nvictl route show)" "$words" "text"
	# shellcheck disable=SC2086
	add route del ${words#inet* }
done <<-END
	inet default via 192.0.2.1 dev lan table 102
	inet 10.0.0.0/8 via 192.0.2.1 dev lan table main src 192.0.2.2 metric 7 mtu 1400
	inet 10.0.0.0/8 dev lan table 102
	inet local 198.51.100.64/26 dev lo table local
	inet unreachable 10.0.0.0/8 table 102
	inet blackhole default table 102
	inet prohibit 10.1.0.0/16 table 102
	inet throw 10.1.0.0/16 table 102
	inet6 2001:db8:5::/48 via 2001:db8::1 dev lan table 102 metric 1024
END
add -6 route add default via 2001:db8::1 dev lan table 102
is "$(gw nvictl -j route show | jq -c '.[0] | [.family, .dst, .gateway, .dev, .table, .protocol]')" \
	'["inet6","default","2001:db8::1","lan","102","nvictl"]' "JSON"
is "$(gw ip -6 -j route show table 102 | jq -c '[.[0].gateway, .[0].protocol]')" '["2001:db8::1","110"]' "ip -6 route"
is "$(gw nvictl route show table main | grep -c '# kernel')" 3 "foreign routes of table main"

check 2 '*the route exists already*' gw nvictl -6 route add default via 2001:db8::1 dev lan table 102
check 2 '*nvictl did not add that route*' gw nvictl route del 192.0.2.0/24
check 2 '*no such route*' gw nvictl route del 10.77.0.0/16
check 2 '*gateway*' gw nvictl route add default via 10.99.0.1 table 102
check 2 '*no device "eth77"*' gw nvictl route add default dev eth77
check 1 '*needs a network*' gw nvictl route add via 192.0.2.1
check 1 '*"via ADDRESS" or "dev DEVICE"*' gw nvictl route add default
check 1 '*"here" is neither*' gw nvictl route add here dev lan
check 1 '*IPv4 next hop*' gw nvictl route add 2001:db8::/32 via 192.0.2.1
check 1 '*-4*' gw nvictl -4 route add 2001:db8::/32 dev lan
check 1 '*one type*' gw nvictl route add local blackhole 10.0.0.0/8
check 2 '*CAP_NET_ADMIN*' ordinary "$gw" nvictl route add 10.0.0.0/8 dev lan
is "$(gw nvictl route show | wc -l)" 1 "routes after the mistakes"
