#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The record holds the ingress of both directions of a connection, and the previous hop's address
#
# The gateway of tests/gateway.sh. The conntrack labels of a connection hold the record in the
# layout of <linux/nvi.h>. The driver writes it only when it changes, and keeps the administrator's
# bits. `ping -e` makes several pings one connection.
. "$(dirname "$0")/../lib.sh"

# conntrack prints labels only if they have names; they are mounted in a private mount namespace
conf=$(mktemp -d)
for i in {0..127}; do echo "$i $i"; done >"$conf/connlabel.conf"

# record ID: the record of the ping with this ID, as "ADMIN ORIGINAL REPLY LLADDR"
record()
{
	r bash -c 'mkdir -p /etc/xtables && mount --bind "$0" /etc/xtables &&
		conntrack -L -f "$1" -o labels 2>/dev/null' "$conf" "${F:-ipv4}" |
		awk -v id="id=$1 " -v big="$big" '
		function bits(first, last,   i, sum) {
			for (i = first; i <= last; i++)
				sum += (i in set) * 2 ^ (i - first)
			return sum
		}
		index($0, id) && match($0, /labels=[0-9,]+/) {
			n = split(substr($0, RSTART + 7, RLENGTH - 7), list, ",")
			# conntrack numbers the bits of 32-bit words in memory order
			for (i = 1; i <= n; i++)
				set[big ? 96 - list[i] + 2 * (list[i] % 32) : list[i]]
			printf "%d %d %d %02x:%02x:%02x:%02x:%02x:%02x\n",
				bits(0, 31), bits(32, 55), bits(64, 87),
				bits(56, 63), bits(88, 95), bits(96, 103),
				bits(104, 111), bits(112, 119), bits(120, 127)
		}'
}

# On big-endian machines, nft (whose numbers the record uses) and conntrack number bits differently
big=$(($(printf '\001\000' | od -An -tu2) == 256 ? 1 : 0))
index() { r cat "/sys/class/net/$1/ifindex"; }
mac() { ip netns exec "$1" cat /sys/class/net/eth0/address; }

# pings HOST ID COUNT [ADDRESS]: send pings; print the number of records written
pings()
{
	local before

	before=$(counter "$r" net_recorded)
	ip netns exec "$1" ping -q -e "$2" -c "$3" -i 0.01 "${4:-$SERVER4}" >/dev/null ||
		fail "ping $2"
	echo $(($(counter "$r" net_recorded) - before))
}

gateway
lan=$(index lan) isp1=$(index isp1) isp2=$(index isp2)
mac1=$(mac "$h1") mac2=$(mac "$h2")
is "$(pings "$h2" 777 10)" 2 "records written for 10 pings: one per direction"
is "$(record 777)" "0 $lan $isp2 $mac2" "record of h2: lan, isp2, h2's link-layer address"
is "$(pings "$h2" 777 5)" 0 "records written for 5 more pings"

is "$(pings "$h1" 778 3 $SERVER6)" 2 "records written for 3 pings, IPv6"
is "$(F=ipv6 record 778)" "0 $lan $isp1 $mac1" "record of h1: lan, isp1, h1's link-layer address"

# Answers come in by isp1 from here
ip -n "$s" route change 198.51.100.0/24 via 10.9.1.1
ip -n "$p1" route add 198.51.100.2 via 192.0.2.2
is "$(pings "$h2" 777 4)" 1 "records written when the replies' ingress changes"
is "$(record 777)" "0 $lan $isp1 $mac2" "record of h2: lan, isp1, h2's link-layer address"

# The administrator sets bits before and after the driver writes
r nft -f - <<-EOT || fail "nftables"
	table ip admin {
		chain early { type filter hook prerouting priority -199; iifname lan ct label set 31; }
		chain late { type filter hook prerouting priority 0; iifname lan ct label set 0; ct label set 6; }
	}
EOT
is "$(pings "$h2" 779 3)" 2 "records written for 3 pings"
is "$(record 779)" "$((1 << 31 | 1 << 6 | 1)) $lan $isp1 $mac2" "record with bits 0, 6 and 31 set"
is "$(counter "$r" net_unrecorded)" 0 "packets of connections without a record"
rm -r "$conf"
