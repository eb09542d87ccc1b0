#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every JSON key that a command prints is documented in nvictl(8)
#
# The gateway of tests/gateway.sh, with rules and routes that use every attribute. The keys below
# "counters", "drops" and "nvi" are names of counters and attributes, which other tests check;
# "stats64" is as in ip -s -j link. (monitor.sh checks the two keys that only monitor prints.)
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need jq nvictl

# documented: print the words in italics of the manual's JSON section
documented()
{
	sed -n '/^\.SH JSON/,/^\.SH/{ /^\.I\|^\.RI/p }' "$_lib/../Documentation/man/nvictl.8" |
		tr -cs 'a-z0-9_' '\n' | sort -u
}

# keys: print the keys of the documents on stdin
keys()
{
	jq -r 'paths | select(any(.[:-1][]; IN("counters", "drops", "nvi", "stats64")) | not) |
		.[-1] | strings' | sort -u
}

gateway mark 0x100/0xff00
whoami "$s" tcp
ask "$h2" tcp $SERVER4 >/dev/null
r nvictl -b - <<-'END' || fail "rules and routes"
	rule add stage 1 not from 10.9.0.0/16 to 10.8.0.0/16 iif lan oif lo fwmark 1/3 \
		dsfield 10 ipproto tcp sport 1-2 dport 3 uidrange 0-9 tun_id 7 via nvi0
	rule add pref 7 l3mdev
	rule add pref 8 goto 9
	route add 10.7.0.0/16 via 192.0.2.1 dev isp1 src 192.0.2.2 metric 5 mtu 1400 onlink table 105
	route add unreachable default table 105
END
r ip route add 10.6.0.0/16 proto 110 table 105 \
	nexthop via 192.0.2.1 dev isp1 nexthop via 198.51.100.1 dev isp2
{
	r nvictl -j -s -d device show
	r nvictl -j rule show all
	r nvictl -j route show all
	r nvictl -j -s -d flow show
	r nvictl -j path from 10.0.0.20 to $SERVER4 iif lan proto tcp dport $WHOAMI
	r nvictl -j path from 10.0.0.20 to $SERVER4 iif lan as 203.0.113.77
	r nvictl -j path from 10.0.0.20 to $SERVER4 iif lan proto udp dport 53 mark 9 probe
	r nvictl -j stats -i 0.1 -c 1
} | keys >"/tmp/keys-$$"
on_exit rm -f "/tmp/keys-$$"
compare "$(wc -l <"/tmp/keys-$$")" '>=' 60 "keys that were printed"
is "$(comm -23 "/tmp/keys-$$" <(documented) | xargs)" "" "keys that nvictl(8) does not document"
