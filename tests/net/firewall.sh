#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A stateful firewall eats stage 2 until it has a rule for the device's mark
#
# The gateway of tests/gateway.sh and the ruleset that everybody has. Stage 2
# crosses FORWARD untracked, so neither `established` nor `new` fits it. What
# comes unsolicited from outside must stay out, with the rule and without.
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
compare "$(eaten)" '>' 0 "eaten"
before=$(passed "$r" eaten)
refused "h2 pings" h2 ping -q -c 5 -i 0.01 -W 0.1 $SERVER4
refused "h2 pings, IPv6" h2 ping -q -c 4 -i 0.01 -W 0.1 $SERVER6
is "$(eaten)" 9 "eaten: all of 5 and 4"
is "$(passed "$p1" out) $(passed "$p2" out)" "0 0" "got out"
is "$(drops "$r")" "" "drops of nvi0: the firewall's are not its own"

# The cure, in front
r nft insert rule inet fw forward iifname lan ct state untracked \
	meta mark and 0xff00 == 0x100 counter name stage2 accept
before=$(passed "$r" eaten)
works "h2 pings" h2 ping -q -c 5 -i 0.01 $SERVER4
works "h2 pings, IPv6" h2 ping -q -c 4 -i 0.01 $SERVER6
is "$(passed "$r" stage2)" 9 "stage 2, accepted by its mark"
is "$(passed "$p2" out) $(passed "$p2" in)" "9 9" "by provider 2: out, in"
is "$(eaten)" 0 "eaten"

# Unsolicited, from outside: to the LAN; to an address that is translated; and
# untracked, were the administrator so careless
ip -n "$p2" route add 10.0.0.0/24 via 198.51.100.2
ip -n "$p2" -6 route add fd00:a::/64 via 2001:db8:2::2
refused "provider 2 pings h2" p2 ping -q -c 3 -i 0.01 -W 0.1 10.0.0.20
refused "provider 2 pings h2, IPv6" p2 ping -q -c 3 -i 0.01 -W 0.1 fd00:a::20
is "$(eaten)" 6 "eaten"
r nft add table inet raw
r nft add chain inet raw pre "{ type filter hook prerouting priority raw; }"
r nft add rule inet raw pre iifname isp2 notrack
refused "provider 2 pings h2, untracked" p2 ping -q -c 3 -i 0.01 -W 0.1 10.0.0.20
is "$(eaten)" 9 "eaten"
is "$(passed "$r" stage2)" 9 "taken for stage 2: none of them"
