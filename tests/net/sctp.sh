#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# SCTP packets are routed by their translated address, with a correct checksum after port translation
#
# The gateway of tests/gateway.sh. As with TCP and UDP, each host's packets leave through the
# provider of their translated address. A packet whose port stage 1's NAT changes arrives with a
# correct checksum, computed in software (CRC32c, unlike the other protocols' sum).
. "$(dirname "$0")/../lib.sh"
need socat
modprobe -q sctp || skip "there is no sctp module"

PORTS=7008	# its server answers with the client's port

# serve PORT ANSWER: start an SCTP server. It is bound to one address, since an SCTP server offers
# all its addresses to the peer, and NAT makes the others unusable.
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

is "$(ask "$h1" sctp $SERVER4)" 192.0.2.2 "h1 source at the server"
is "$(ask "$h2" sctp $SERVER4)" 198.51.100.2 "h2 source at the server"
is "$(ask "$h1" sctp $SERVER6)" 2001:db8:1::2 "h1, IPv6, source at the server"
is "$(ask "$h2" sctp $SERVER6)" 2001:db8:2::2 "h2, IPv6, source at the server"

# Compute checksums in software; veth would skip them
for dev in "$h2 eth0" "$r isp2" "$s p2"; do
	# shellcheck disable=SC2086
	set -- $dev
	ip netns exec "$1" ethtool -K "$2" tx off rx off >/dev/null || fail "ethtool"
done
is "$(WHOAMI=$PORTS ask "$h2" sctp $SERVER4)" 6001 "source port of h2 at the server"
is "$(WHOAMI=$PORTS ask "$h2" sctp $SERVER6)" 6002 "source port of h2 at the server, IPv6"
is "$(errors "$s") $(errors "$h2")" "0 0" "wrong checksums at s, at h2"

compare "$(passed "$p1" out)" '>' 0 "packets through provider 1"
compare "$(passed "$p2" out)" '>' 0 "packets through provider 2"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
