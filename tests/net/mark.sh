#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The device's mark is on stage-2 packets, and stage 2 is routed by marks
#
# The gateway of tests/gateway.sh. First nothing but nvi0's own mark leads h2's
# traffic to provider 2, then a mark that nftables sets in stage 2. Bits outside
# the mask are the administrator's and survive.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

# marked WHAT: "prerouting forward" counters
marked() { echo "$(passed "$r" "$1_prerouting") $(passed "$r" "$1_forward")"; }

# pings N: from h2, N of IPv4 and N of IPv6
pings()
{
	works "h2 pings" h2 ping -q -c "$1" -i 0.01 $SERVER4
	works "h2 pings, IPv6" h2 ping -q -c "$1" -i 0.01 $SERVER6
}

gateway mark 0x100/0xff00
# 0x20005 and 0x2200: the administrator's, inside and outside of the mask
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
# neighbour discovery would be counted as well
works "neighbours" h2 ping -q -c 1 $SERVER6
r nft reset counters >/dev/null
pings 6
is "$(marked stage1)" "12 12" "stage 1: the administrator's mark, in prerouting and forward"
is "$(marked stage2)" "12 12" "stage 2: nvi0's mark, and the rest of the administrator's"
is "$(passed "$r" stage2_postrouting)" 12 "and in postrouting"
is "$(marked any)" "12 12" "nvi0's mark: on nothing else"
is "$(passed "$p2" out)" 13 "by provider 2"

# By nvi0's mark alone
for f in -4 -6; do
	for pref in 1001 1002; do ip -n "$r" $f rule del pref $pref; done
	ip -n "$r" $f rule add pref 1000 fwmark 0x100/0xff00 lookup 102
done
pings 4
is "$(passed "$p2" out)" 21 "fwmark 0x100/0xff00: by provider 2"

# By a mark that nftables gives in stage 2, by the translated address
for f in -4 -6; do
	ip -n "$r" $f rule del pref 1000
	ip -n "$r" $f rule add pref 1000 fwmark 0x77 lookup 102
done
r nft add rule inet m prerouting ct state untracked ip saddr 198.51.100.2 meta mark set 0x77
r nft add rule inet m prerouting ct state untracked ip6 saddr 2001:db8:2::2 meta mark set 0x77
pings 3
is "$(passed "$p2" out)" 27 "mark of a rule: by provider 2"
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "by the wrong provider"
is "$(drops "$r")" "" "drops"
