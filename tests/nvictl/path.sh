#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# path: both stages match real traffic, and each mistake is named
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl


gateway
whoami "$s" tcp
h2_to_s=(from 10.0.0.20 to "$SERVER4" iif lan)

# Without a known translation, path prints no stage 2
path "${h2_to_s[@]}"
is $status 0 "status without a connection"
got .stage1.rule.priority 1100 "rule of stage 1"
got .stage1.route.dev nvi0 "output device of stage 1"
got .nat.known_by unknown "translation before any traffic"
got 'has("stage2")' false "JSON has stage 2"

is "$(ask "$h2" tcp $SERVER4)" 198.51.100.2 "h2's source at the server"
path "${h2_to_s[@]}" proto tcp dport $WHOAMI
is $status 0 status
got '[.nat.known_by, .nat.src] | join(" ")' "connections 198.51.100.2" "translation from conntrack's connections"
got '[.stage2.rule.priority, .stage2.rule.table] | join(" ")' "1002 102" "rule and table of stage 2"
got '[.out[0].dev, .out[0].gateway, .out[0].mtu] | join(" ")' "isp2 198.51.100.1 1500" "output device, gateway, MTU"
got 'has("mistake")' false "JSON has a mistake"
port=$(r nvictl -j flow show from 10.0.0.20 | jq '.[0].original.sport')
path "${h2_to_s[@]}" proto tcp sport "$port" dport $WHOAMI
got .nat.known_by connection "translation from the connection itself"
path from fd00:a::20 to $SERVER6 iif lan as 2001:db8:2::2
got '[.stage2.rule.priority, .out[0].dev, .out[0].gateway] | join(" ")' "1002 isp2 2001:db8:2::1" "IPv6"
r nvictl path "${h2_to_s[@]}" as 198.51.100.2 | has 'isp2 .* out .*via 198.51.100.1 dev isp2 mtu 1500' ||
	fail "the text has no output route: $(r nvictl path "${h2_to_s[@]}" as 198.51.100.2)"

# Every answer agrees with the kernel's route for this source
for a in 192.0.2.2 198.51.100.2; do
	path "${h2_to_s[@]}" as $a
	got '.out[0].dev' "$(r ip -j route get $SERVER4 from $a | jq -r '.[0].dev')" "as $a: output device"
done

# Without a rule of stage 2 for its address, a packet loops; real traffic does the same
r nft insert rule inet nat post oifname nvi0 ip saddr 10.0.0.10 snat ip to 203.0.113.66
refused "h1 pings" h1 ping -q -c 3 -i 0.1 -W 1 $SERVER4
is "$(drops "$r")" drop_loop=3 "drop counters above 0"
path from 10.0.0.10 to $SERVER4 iif lan proto icmp
# only confirmed connections are in conntrack; this one was confirmed
got '[.nat.known_by, .nat.src] | join(" ")' "connections 203.0.113.66" "translation from conntrack's connections"
mistake 'stage 2 leads back to nvi0*203.0.113.66*' "the same, found out"
path "${h2_to_s[@]}" as 203.0.113.77
mistake 'stage 2 leads back to nvi0*203.0.113.77*' "no rule of stage 2"
path from 10.0.9.9 to $SERVER4 iif lan as 192.0.2.2
mistake 'source validation*rp_filter*' "not from this network"
path from 192.0.2.2 to $SERVER4 iif lan as 192.0.2.2
mistake 'source validation*martian*' "spoofed"
path from 2001:db8:1::2 to $SERVER6 iif lan as 2001:db8:1::2
mistake 'its source is an address of this router, *fib saddr . iif oif missing drop' "spoofed, IPv6"
path from 198.51.100.77 to $SERVER4 iif isp2
mistake 'no rule sends it to an nvi device*' "another interface"
r ip rule del pref 1100
path "${h2_to_s[@]}"
mistake 'no rule sends it to an nvi device*' "no rule of stage 1"
r ip rule add pref 1100 iif lan lookup 100
r ip route del default table 102
r ip route add unreachable default table 102
path "${h2_to_s[@]}" as 198.51.100.2
mistake 'stage 2: a route refuses it' "unreachable"
r ip rule add pref 1050 iif lan ipproto udp lookup 101
path "${h2_to_s[@]}"
got .stage1.verdict unknown "verdict of stage 1 without a protocol, with a rule by protocol"

check 1 '*from ADDRESS to ADDRESS iif DEVICE*' r nvictl path from 10.0.0.20
check 1 '*different families*' r nvictl path from 10.0.0.20 to ::1 iif lan
check 1 '*"from" takes an address*10.0.0.0/8*' r nvictl path from 10.0.0.0/8 to 9.9.9.9 iif lan
check 2 '*no device "eth77"*' r nvictl path from 10.0.0.20 to 9.9.9.9 iif eth77
check 1 '*ports need a "proto"*' r nvictl path from 10.0.0.20 to 9.9.9.9 iif lan dport 80
check 1 '*one port*' r nvictl path from 10.0.0.20 to 9.9.9.9 iif lan proto tcp dport 80-90
