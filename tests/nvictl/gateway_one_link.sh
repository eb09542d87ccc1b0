#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway run: of two uplinks on one Ethernet, each is probed through its own gateway
#
# The topology of tests/gateway.sh, with both providers on one link of the router:
#
#   h1 10.0.0.10 -- lan  r  wan 192.0.2.2    -.-- 192.0.2.1    p1 --.
#                               198.51.100.2 -'-- 198.51.100.1 p2 --'-- s 203.0.113.1
#
# Each provider drops packets without an address of its own, so a probe through the wrong gateway is
# counted and gets no answer. A program that binds only to the interface uses the first uplink.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl

gateway_nets
batch "$r" <<-EOT
	addr flush dev isp1
	addr flush dev isp2
	link add wan type bridge
	link set wan up
	link set isp1 master wan
	link set isp2 master wan
	addr add 192.0.2.2/24 dev wan
	addr add 198.51.100.2/24 dev wan
EOT
work=$(mktemp -d)
on_exit rm -rf "$work"
conf=$work/gw.conf
uplink()
{
	cat <<-EOT
		[uplink $1]
		interface = wan
		gateway = $2.1
		address = $2.2
		check = ping $SERVER4
		interval = 1
		fall = 3
		rise = 1

	EOT
}
{
	uplink one 192.0.2
	uplink two 198.51.100
	cat <<-EOT
		[inside lan]
		interface = lan

		[policy all]
		source = 10.0.0.0/24
		uplink = two, one
	EOT
} >"$conf"

told() { [[ $(grep -c -F -- "$1" "$work/log") == 1 ]]; }
asked() { (($(passed "$p1" out) >= $1 && $(passed "$p2" out) >= $1)); }

start ip netns exec "$r" nvictl gateway run "$conf" 2>"$work/log"
wait_for 20 told "<5>the gateway is as $conf says"
wait_for 30 asked 4
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "probes through the wrong gateway"
! grep dead "$work/log" || fail "an uplink is dead"
h1 ping -q -c 3 -i 0.01 -W 5 $SERVER4 >/dev/null || fail "h1 pings"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
works "ping bound to the interface" r ping -q -c 1 -W 5 -I wan $SERVER4

# Only the dead uplink is reported dead
p2 nft add chain inet isp fault '{ type filter hook forward priority -10; policy drop; }' || fail "fault"
wait_for 30 told "<4>uplink two is dead"
! grep "uplink one is dead" "$work/log" || fail "uplink one is reported dead"
works "h1 pings through the other uplink" h1 ping -q -c 3 -i 0.01 -W 5 $SERVER4
p2 nft delete chain inet isp fault || fail "mend"
wait_for 30 told "<5>uplink two lives"
stop "$pid"
sed 's/^/# /' "$work/log"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"
