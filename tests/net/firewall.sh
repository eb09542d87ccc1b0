#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A stateful firewall drops stage 2's packets unless a rule accepts the device's mark
#
# The gateway of tests/gateway.sh and a common stateful ruleset. Stage 2 passes FORWARD untracked,
# so neither `established` nor `new` matches it. Unsolicited packets from outside must be dropped
# with and without the additional rule.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

eaten() { echo $(($(passed "$r" eaten) - before)); }

gateway mark 0x100/0xff00
r nft -f - <<'EOT'
table inet fw {
	counter eaten { }
	counter stage2 { }
	chain forward {
		type filter hook forward priority filter; policy drop
		ct state established,related accept
		iifname lan ct state new accept
		counter name eaten
	}
}
EOT
before=0
refused "TCP of h2" h2 timeout 0.5 bash -c "echo >/dev/tcp/$SERVER4/80"
compare "$(eaten)" '>' 0 "packets dropped by the firewall"
before=$(passed "$r" eaten)
refused "h2 pings" h2 ping -q -c 5 -i 0.01 -W 0.1 $SERVER4
refused "h2 pings, IPv6" h2 ping -q -c 4 -i 0.01 -W 0.1 $SERVER6
is "$(eaten)" 9 "packets dropped by the firewall: all 5 and 4"
is "$(passed "$p1" out) $(passed "$p2" out)" "0 0" "packets through provider 1, 2"
is "$(drops "$r")" "" "drop counters of nvi0: the firewall's drops do not count"

# The additional rule, in front
r nft insert rule inet fw forward iifname lan ct state untracked \
	meta mark and 0xff00 == 0x100 counter name stage2 accept
before=$(passed "$r" eaten)
works "h2 pings" h2 ping -q -c 5 -i 0.01 $SERVER4
works "h2 pings, IPv6" h2 ping -q -c 4 -i 0.01 $SERVER6
is "$(passed "$r" stage2)" 9 "stage 2, accepted by its mark"
is "$(passed "$p2" out) $(passed "$p2" in)" "9 9" "packets through provider 2: out, in"
is "$(eaten)" 0 "packets dropped by the firewall"

# Unsolicited packets from outside: to the LAN, to a translated address, and untracked by a rule of
# the administrator
ip -n "$p2" route add 10.0.0.0/24 via 198.51.100.2
ip -n "$p2" -6 route add fd00:a::/64 via 2001:db8:2::2
refused "provider 2 pings h2" p2 ping -q -c 3 -i 0.01 -W 0.1 10.0.0.20
refused "provider 2 pings h2, IPv6" p2 ping -q -c 3 -i 0.01 -W 0.1 fd00:a::20
is "$(eaten)" 6 "packets dropped by the firewall"
r nft add table inet raw
r nft add chain inet raw pre "{ type filter hook prerouting priority raw; }"
r nft add rule inet raw pre iifname isp2 notrack
refused "provider 2 pings h2, untracked" p2 ping -q -c 3 -i 0.01 -W 0.1 10.0.0.20
is "$(eaten)" 9 "packets dropped by the firewall"
is "$(passed "$r" stage2)" 9 "packets accepted as stage 2: unchanged"
