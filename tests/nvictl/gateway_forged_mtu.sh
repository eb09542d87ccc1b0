#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# A forged "packet too big" does not divert traffic past nvi0 if the gateway's firewall is on
#
# The topology is in tests/gateway.sh, the attack in tests/net/forged_mtu.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
. "$(dirname "$0")/../forged_mtu.sh"
need nvictl socat

gateway_nets
conf=$(mktemp)
on_exit rm -f "$conf"
file()
{
	cat >"$conf" <<-EOT
		[gateway]
		firewall = $1
		$(isp_section 1)
		$(isp_section 2)
		[inside lan]
		interface = lan
		[policy h1]
		source = fd00:a::10
		uplink = isp2
	EOT
	r nvictl gateway apply "$conf" >/dev/null || fail "apply"
}
# dropped: the packets that the firewall's rule has dropped
dropped() { r nft list chain inet nvi_gateway input | sed -n 's/.*packets \([0-9]*\) .*forged.*/\1/p'; }

file yes
works "h1 reaches the server" h1 ping -q -c 1 -W 5 $SERVER6
forge
is "$(way)" " dev nvi0" "output device of h1's packets in stage 1"
is "$(dropped)" 1 "errors dropped"
works "h1 reaches the server" h1 ping -q -c 3 -i 0.01 -W 5 $SERVER6
is "$(passed "$p1" bogus) $(passed "$p1" out)" "0 0" "packets at provider 1 (wrong source, forwarded)"

# Without the firewall; the result depends on whether the kernel suppresses exceptions
file no
forge
echo "without a firewall: output device:$(way)"
is "$(drops "$r")" "" "drop counters above 0"
