#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# SCTP goes by its translated address and port too
#
# The gateway of tests/gateway.sh. As with TCP and UDP each host leaves by the
# provider of the address it was given; and a port that NAT changes in stage 1
# arrives with a right checksum, made in software (CRC32c, nothing like the
# other protocols' sum).
. "$(dirname "$0")/../lib.sh"
need socat
modprobe -q sctp || skip "there is no sctp module"

PORTS=7008	# answers with the port it sees

# An SCTP server offers all its addresses to its peer, who could not use them
# through NAT; so it has one. It answers with the peer's address and port.
serve()
{
	local port=$1 answer=$2

	start ip netns exec "$s" socat -T 5 "SCTP4-LISTEN:$port,bind=$SERVER4,fork,reuseaddr" "$answer"
	start ip netns exec "$s" socat -T 5 "SCTP6-LISTEN:$port,bind=[$SERVER6],fork,reuseaddr" "$answer"
	wait_for 10 listening "$s" sctp "$port"
}

errors()
{
	ip netns exec "$1" awk '$1 == "SctpChecksumErrors" { print $2 }' /proc/net/sctp/snmp
}

gateway_nets
two_stages
snat "ip saddr 10.0.0.10 snat ip to 192.0.2.2" \
	"ip6 saddr fd00:a::10 snat ip6 to 2001:db8:1::2" \
	"ip saddr 10.0.0.20 meta l4proto sctp snat ip to 198.51.100.2:6001" \
	"ip6 saddr fd00:a::20 meta l4proto sctp snat ip6 to [2001:db8:2::2]:6002"
# shellcheck disable=SC2016 # socat expands them
serve $WHOAMI 'SYSTEM:echo $SOCAT_PEERADDR'
# shellcheck disable=SC2016
serve $PORTS 'SYSTEM:echo $SOCAT_PEERPORT'

is "$(ask "$h1" sctp $SERVER4)" 192.0.2.2 "h1 is seen as"
is "$(ask "$h2" sctp $SERVER4)" 198.51.100.2 "h2 is seen as"
is "$(ask "$h1" sctp $SERVER6)" 2001:db8:1::2 "h1, IPv6, is seen as"
is "$(ask "$h2" sctp $SERVER6)" 2001:db8:2::2 "h2, IPv6, is seen as"

# Checksums that veth would leave to the receiver are now made for real
for dev in "$h2 eth0" "$r isp2" "$s p2"; do
	# shellcheck disable=SC2086
	set -- $dev
	ip netns exec "$1" ethtool -K "$2" tx off rx off >/dev/null || fail "ethtool"
done
is "$(WHOAMI=$PORTS ask "$h2" sctp $SERVER4)" 6001 "port of h2"
is "$(WHOAMI=$PORTS ask "$h2" sctp $SERVER6)" 6002 "port of h2, IPv6"
is "$(errors "$s") $(errors "$h2")" "0 0" "wrong checksums at s, at h2"

compare "$(passed "$p1" out)" '>' 0 "h1 left by provider 1"
compare "$(passed "$p2" out)" '>' 0 "h2 left by provider 2"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "left by the wrong provider"
is "$(drops "$r")" "" "drops"
