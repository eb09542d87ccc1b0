#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The examples of nvi.conf(5) and Documentation/examples work as described
#
# The topology is in tests/gateway.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need nvictl socat

top=$(dirname "$0")/../..
gateway_nets
before=$(r ip rule; r nft list ruleset)
whoami "$s" tcp udp
# example NAME: apply the example
example()
{
	r nvictl gateway apply "$top/Documentation/examples/$1.conf" >/dev/null || fail "apply $1"
	is "$(r nvictl gateway diff "$top/Documentation/examples/$1.conf")" "" "$1: diff after apply"
}

# seen HOST PROTOCOL: print the host's sources at the server
seen() { echo "$(ask "$1" "$2" $SERVER4) $(ask "$1" "$2" $SERVER6)"; }
isp1='192.0.2.2 2001:db8:1::2' isp2='198.51.100.2 2001:db8:2::2'

example two-providers-by-host
is "$(seen "$h1" tcp)" "$isp1" "h1's sources at the server"
is "$(seen "$h2" tcp)" "$isp2" "h2's sources at the server"

example two-providers-by-application
is "$(seen "$h1" tcp)" "$isp1" "h1's sources at the server's other ports"
# shellcheck disable=SC2016 # socat expands it
start ip netns exec "$s" socat -T 5 TCP4-LISTEN:443,fork,reuseaddr 'SYSTEM:echo $SOCAT_PEERADDR'
wait_for 10 listening "$s" tcp 443
is "$(WHOAMI=443 ask "$h1" tcp $SERVER4)" 198.51.100.2 "h1's source at port 443"
is "$(ip netns exec "$r" setpriv --reuid 13 --clear-groups socat -u "TCP4:$SERVER4:$WHOAMI" -)" \
	198.51.100.2 "the router's source, for a user's program"

example fail-over
is "$(seen "$h1" tcp)" "$isp1" "h1's sources: the first uplink's"
ip -n "$r" link set isp1 down
r nvictl gateway apply "$top/Documentation/examples/fail-over.conf" >/dev/null 2>/tmp/said
has '"isp1" is down' </tmp/said || fail "says $(</tmp/said)"
is "$(seen "$h1" tcp)" "$isp2" "h1's sources: the spare uplink's"
ip -n "$r" link set isp1 up
addr "$r" isp1 2001:db8:1::2/64
example fail-over
is "$(ask "$h1" tcp $SERVER4)" 192.0.2.2 "h1's source: the first uplink's again"

example two-providers-weighted
declare -A count=()
for ((i = 0; i < 40; i++)); do
	a=$(ask "$h1" udp $SERVER4)
	count[$a]=$((${count[$a]-0} + 1))
done
is "${count[192.0.2.2]-} ${count[198.51.100.2]-}" "24 16" "of 40 connections, those through provider 1 (3/5), 2 (2/5)"

example pool
a=$(ask "$h1" tcp $SERVER4)
[[ $a =~ ^192\.0\.2\.(6[4-9]|7[0-9])$ ]] || fail "not of the pool: $a"
is "$(ask "$h1" tcp $SERVER4) $(ask "$h1" udp $SERVER4)" "$a $a" "h1's sources are one address of the pool"

example hairpin
BIND4=10.0.0.20 BIND6=fd00:a::20 whoami "$h2" tcp
is "$(ask "$h1" tcp 192.0.2.2) $(ask "$h1" tcp 2001:db8:1::2)" "10.0.0.1 fd00:a::1" "h1's sources at h2, by the public address"
is "$(ask "$s" tcp 192.0.2.2)" 10.9.1.2 "the client's source at h2, from outside"
is "$(drops "$r")" "" "drop counters above 0"
r nvictl gateway remove >/dev/null || fail "remove"
is "$(r ip rule; r nft list ruleset)" "$before" "rules and nftables after remove"
