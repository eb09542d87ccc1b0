#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# TCP crosses nvi0 in GSO packets of the sender's size
#
# The gateway of tests/gateway.sh, and DNAT to h2. h2 sends 500 kB to s, as a client (the original
# direction) and as a server (the reply direction). Packets of up to 64 KiB cross stage 1, nvi0 and
# stage 2 unsegmented. Then the test repeats with segmentation and checksums done in software at the
# router's output, so the receiver verifies real checksums.
. "$(dirname "$0")/../lib.sh"
need socat

SIZE=500000

# seen: "packets octets" through nvi0 so far
seen() { link_stats "$r" nvi0 tx_packets tx_bytes; }

# send upload|download ADDRESS: transfer, and check the mean packet size
send()
{
	local packets octets packets0 octets0

	read -r packets0 octets0 <<<"$(seen)"
	transfer "$1" "$2"
	read -r packets octets <<<"$(seen)"
	packets=$((packets - packets0)) octets=$((octets - octets0))
	compare "$octets" '>=' $SIZE "octets through nvi0"
	# includes the handshake and slow start; a segment on the wire has up to 1500 octets
	compare $((octets / packets)) '>' 3000 "octets a packet"
}

all()
{
	send upload $SERVER4
	send upload "[$SERVER6]"
	send download 198.51.100.2
	send download "[2001:db8:2::2]"
}

gateway
inbound_to_h2
blob $SIZE
all

r ethtool -K isp2 tx off tso off gso off >/dev/null || fail "ethtool"
out=$(passed "$p2" out)
all
compare $(($(passed "$p2" out) - out)) '>=' $((4 * SIZE / 1460)) "segments through provider 2"
is "$(snmp "$s" TcpInCsumErrors) $(snmp "$s" IpExtInCsumErrors) $(snmp "$p2" IpExtInCsumErrors)" "0 0 0" \
	"wrong checksums: TCP and IP at s, IP at p2"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
