#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: a file with two providers serves the hosts behind the router
#
# The topology is in tests/gateway.sh; the router has only its addresses.
#
#   h1 10.0.0.10, fd00:a::10  through provider 1
#   h2 10.0.0.20, fd00:a::20  through provider 2, except TCP to port 7007, through provider 1
#   from outside              TCP to port 8080 of provider 2 is forwarded to h2's 7007
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl socat jq

gateway_nets
r sysctl -qw net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0 \
	net.ipv4.conf.lan.rp_filter=0 net.ipv4.conf.isp1.rp_filter=0 net.ipv4.conf.isp2.rp_filter=1
conf=$(mktemp)
on_exit rm -f "$conf"
cat >"$conf" <<-EOT
	$(isp_section 1)

	$(isp_section 2)

	[inside lan]
	interface = lan

	[policy application]	; in front of the host's
	protocol = tcp
	port = 7007
	source = 10.0.0.20, fd00:a::20
	uplink = isp1

	[policy h2]
	source = 10.0.0.20, fd00:a::20
	uplink = isp2

	[forward www]
	uplink = isp2
	protocol = tcp
	port = 8080
	to = 10.0.0.20, fd00:a::20
	to-port = 7007
	hairpin = yes
EOT

# Foreign rules, routes and tables, which must stay
batch "$r" <<-EOT
	rule add pref 8500 from 10.99.0.0/16 lookup 99
	route add 10.98.0.0/16 dev lan table 28000
EOT
r nvictl rule add pref 9 from 10.97.0.0/16 table 97 || fail "rule add"
r nft -f - <<<'table inet others { chain c { counter; }; }' || fail "nft"
before=$(state)

r nvictl gateway apply "$conf" --dry-run >/tmp/lines || fail "dry run"
same "$(state)" "$before" "state after dry-run"
same "$(r nvictl gateway diff "$conf"; echo $?)" "$(cat /tmp/lines; echo 3)" "diff prints the lines of dry-run"
r nvictl gateway apply "$conf" >/dev/null || fail "apply"
whole=$(state)
[[ $whole != "$before" ]] || fail "nothing happened"
is "$(r nvictl gateway apply "$conf")$(r nvictl gateway diff "$conf")" "" "output of a second apply, and of diff"
same "$(state)" "$whole" "state after the second apply"

whoami "$s" tcp udp
is "$(ask "$h1" tcp $SERVER4) $(ask "$h1" tcp $SERVER6)" "192.0.2.2 2001:db8:1::2" "h1's sources at the server, TCP"
is "$(ask "$h1" udp $SERVER4) $(ask "$h1" udp $SERVER6)" "192.0.2.2 2001:db8:1::2" "h1's sources at the server, UDP"
is "$(ask "$h2" udp $SERVER4) $(ask "$h2" udp $SERVER6)" "198.51.100.2 2001:db8:2::2" "h2's sources at the server, UDP"
is "$(ask "$h2" tcp $SERVER4) $(ask "$h2" tcp $SERVER6)" "192.0.2.2 2001:db8:1::2" "h2's sources at the server, TCP to port 7007"
n1=$(passed "$p1" out) n2=$(passed "$p2" out)
works "h1 pings" h1 ping -q -c 7 -i 0.01 $SERVER4
works "h2 pings" h2 ping -q -c 5 -i 0.01 $SERVER4
is "$(($(passed "$p1" out) - n1)) $(($(passed "$p2" out) - n2))" "7 5" "pings through provider 1, 2"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"

# From outside, only the forward is reachable
BIND4=10.0.0.20 BIND6=fd00:a::20 whoami "$h2" tcp
is "$(WHOAMI=8080 ask "$s" tcp 198.51.100.2)" 10.9.2.2 "the client's source at h2"
is "$(WHOAMI=8080 ask "$s" tcp 2001:db8:2::2)" fd00:9:2::2 "the client's source at h2, IPv6"
is "$(WHOAMI=8080 ask "$h1" tcp 198.51.100.2)" 10.0.0.1 "h1's source at h2, by the public address"
ip -n "$s" route add 10.0.0.0/24 via 10.9.1.1
ip -n "$p1" route add 10.0.0.0/24 via 192.0.2.2
is "$(ask "$s" tcp 10.0.0.20)" "" "answer of an inside address to an outside client"
is "$(drops "$r")" "" "drop counters above 0"

# Spoofed sources
# rule_counts COMMENT: the packets of the rules with that comment
rule_counts()
{
	r nft list table inet nvi_gateway |
		sed -n "s/.*packets \([0-9]*\) .*comment \"$1\"/\1/p" |
		awk '{ n += $1 } END { print n + 0 }'
}
addr "$h1" eth0 fd00:bad::1/64
n=$(rule_counts spoofed)
refused "ping with a source outside the LAN's network" h1 ping -q -c 3 -i 0.01 -W 1 -I fd00:bad::1 $SERVER6
is $(($(rule_counts spoofed) - n)) 3 "packets counted as spoofed, from inside"
addr "$p1" eth0 10.0.0.77/32
n=$(rule_counts 'inside source from outside')
refused "ping from outside with an inside source" p1 ping -q -c 3 -i 0.01 -W 1 -I 10.0.0.77 192.0.2.2
is $(($(rule_counts 'inside source from outside') - n)) 3 "packets counted as spoofed, from outside"
ip -n "$p1" addr del 10.0.0.77/32 dev eth0

# An unrelated change of the file does not affect a connection
start ip netns exec "$s" socat -u UDP4-RECV:5000,bind=$SERVER4 STDOUT >/tmp/udp
wait_for 10 listening "$s" udp 5000
say() { ip netns exec "$h1" socat -u - "UDP4:$SERVER4:5000,sourceport=4000" <<<"$1"; }
say one
wait_for 10 grep -q one /tmp/udp
entry=$(r conntrack -L -p udp --dport 5000 2>/dev/null | grep -o 'src=.*dport=4000')
cat >>"$conf" <<-EOT
	[policy more]
	port = 6000
	uplink = isp2
EOT
r nvictl gateway apply "$conf" >/dev/null || fail "another policy"
say two
wait_for 10 grep -q two /tmp/udp
is "$(r conntrack -L -p udp --dport 5000 2>/dev/null | grep -o 'src=.*dport=4000')" "$entry" "the connection's conntrack entry: unchanged"

r nvictl gateway remove >/dev/null || fail "remove"
same "$(state)" "$before" "state after remove"
is "$(r nvictl gateway remove)$(r nvictl gateway show)" "" "output of a second remove, and of show"

# The lines of --dry-run, typed
works "the lines of dry-run, typed" ip netns exec "$r" bash -eu /tmp/lines
sed -i '/policy more/,$d' "$conf"
same "$(state)" "$whole" "state after the typed lines"
is "$(r nvictl gateway diff "$conf")" "" "diff after the typed lines"
works "the lines of remove --dry-run, typed" eval "r nvictl gateway remove --dry-run | ip netns exec '$r' bash -eu"
same "$(state)" "$before" "state after the typed removal"
