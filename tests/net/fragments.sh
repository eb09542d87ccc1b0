#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Fragmented datagrams cross both stages and arrive intact
#
# The gateway of tests/gateway.sh. Conntrack of stage 1 reassembles the fragments and NAT translates
# the datagram. It leaves for nvi0 in fragments of the original size, and stage 2 forwards each
# fragment. h2 sends to s in the original direction of a connection, and in the reply direction: s
# sends to a public address, and DNAT leads to h2.
. "$(dirname "$0")/../lib.sh"
need socat

ECHO=7008
gateway
inbound_to_h2
# UDP servers that return every datagram
for n in "$s $SERVER4 $SERVER6" "$h2 10.0.0.20 fd00:a::20"; do
	read -r ns a4 a6 <<<"$n"
	start ip netns exec "$ns" socat -t 5 -b 65000 "UDP4-RECVFROM:$ECHO,bind=$a4,fork" PIPE
	start ip netns exec "$ns" socat -t 5 -b 65000 "UDP6-RECVFROM:$ECHO,bind=[$a6],fork" PIPE
	wait_for 10 bash -c "(( \$(ip netns exec $ns ss -Huan 'sport = $ECHO' | wc -l) == 2 ))"
done

# crossed NS ADDRESS PINGS: send big pings; print the number of packets through nvi0
crossed()
{
	local before

	before=$(link_stats "$r" nvi0 tx_packets)
	ip netns exec "$1" ping -q -c "$3" -i 0.05 -s 4000 "$2" >/dev/null || fail "big pings to $2"
	echo $(($(link_stats "$r" nvi0 tx_packets) - before))
}

# 4008 octets are 3 fragments in either family
out=$(passed "$p2" out)
is "$(crossed "$h2" $SERVER4 5)" 15 "packets through nvi0 for 5 pings"
is "$(crossed "$h2" $SERVER6 5)" 15 "packets through nvi0 for 5 pings, IPv6"
is "$(crossed "$s" 198.51.100.2 5)" 15 "packets through nvi0 for 5 answers"
is "$(crossed "$s" 2001:db8:2::2 5)" 15 "packets through nvi0 for 5 answers, IPv6"
is $(($(passed "$p2" out) - out)) 60 "fragments of 20 packets through provider 2"

# Contents: one datagram to the server and back
dir=$(mktemp -d)
head -c 20000 /dev/urandom >"$dir/sent"
for n in "$h2 $SERVER4" "$h2 [$SERVER6]" "$s 198.51.100.2" "$s [2001:db8:2::2]"; do
	read -r ns a <<<"$n"
	: >"$dir/back"
	start ip netns exec "$ns" socat -b 65000 -t 10 \
		"OPEN:$dir/sent,rdonly!!OPEN:$dir/back,wronly" "UDP:$a:$ECHO"
	client=$pid
	wait_for 10 bash -c "(( \$(stat -c %s $dir/back) >= 20000 ))"
	stop "$client"
	is "$(sha256sum <"$dir/back")" "$(sha256sum <"$dir/sent")" "checksum of 20000 octets to $a and back"
done
rm -r "$dir"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
