#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stage-2 packets have the device's mark, and routing rules match it
#
# The gateway of tests/gateway.sh. First only nvi0's mark leads h2's traffic to provider 2, then
# only a mark that nftables sets in stage 2. Bits outside the mask belong to the administrator and
# are kept.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

# marked WHAT: the "prerouting forward" counters
marked() { echo "$(passed "$r" "$1_prerouting") $(passed "$r" "$1_forward")"; }

# pings N: send N pings of IPv4 and N of IPv6 from h2
pings()
{
	works "h2 pings" h2 ping -q -c "$1" -i 0.01 $SERVER4
	works "h2 pings, IPv6" h2 ping -q -c "$1" -i 0.01 $SERVER6
}

gateway mark 0x100/0xff00
# 0x20005 and 0x2200 are the administrator's, outside and inside of the mask
r nft -f - <<'EOT'
table inet m {
	counter stage1_prerouting { }
	counter stage1_forward { }
	counter stage2_prerouting { }
	counter stage2_forward { }
	counter stage2_postrouting { }
	counter any_prerouting { }
	counter any_forward { }
	chain prerouting {
		type filter hook prerouting priority mangle
		iifname != lan return
		ct state new,established meta mark set 0x22205 counter name stage1_prerouting
		meta mark 0x20105 counter name stage2_prerouting
		meta mark & 0xff00 == 0x100 counter name any_prerouting
	}
	chain forward {
		type filter hook forward priority mangle
		iifname != lan return
		meta mark 0x22205 counter name stage1_forward
		meta mark 0x20105 counter name stage2_forward
		meta mark & 0xff00 == 0x100 counter name any_forward
	}
	chain postrouting {
		type filter hook postrouting priority mangle
		meta mark 0x20105 counter name stage2_postrouting
	}
}
EOT
# resolve neighbours first: neighbour discovery would be counted as well
works "h2 resolves its neighbours" h2 ping -q -c 1 $SERVER6
r nft reset counters >/dev/null
pings 6
is "$(marked stage1)" "12 12" "stage 1: packets with the administrator's mark in prerouting, forward"
is "$(marked stage2)" "12 12" "stage 2: packets with nvi0's mark and the bits outside its mask"
is "$(passed "$r" stage2_postrouting)" 12 "stage 2: the same in postrouting"
is "$(marked any)" "12 12" "packets with nvi0's mark in either stage"
is "$(passed "$p2" out)" 13 "packets through provider 2"

# Routed by nvi0's mark alone
for f in -4 -6; do
	for pref in 1001 1002; do ip -n "$r" $f rule del pref $pref; done
	ip -n "$r" $f rule add pref 1000 fwmark 0x100/0xff00 lookup 102
done
pings 4
is "$(passed "$p2" out)" 21 "fwmark 0x100/0xff00: packets through provider 2"

# Routed by a mark that nftables sets in stage 2 for the translated address
for f in -4 -6; do
	ip -n "$r" $f rule del pref 1000
	ip -n "$r" $f rule add pref 1000 fwmark 0x77 lookup 102
done
r nft add rule inet m prerouting ct state untracked ip saddr 198.51.100.2 meta mark set 0x77
r nft add rule inet m prerouting ct state untracked ip6 saddr 2001:db8:2::2 meta mark set 0x77
pings 3
is "$(passed "$p2" out)" 27 "mark set by nftables: packets through provider 2"
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "packets through provider 1, and with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
