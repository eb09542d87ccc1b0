#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway run: without a live uplink, connections get dead ones, and move as soon as an uplink lives
#
# The topology is in tests/gateway.sh.
#
#   h1 10.0.0.10  through provider 1, if it lives     UDP 4001 -> 5000
#
# A script decides which uplink is dead, so nothing depends on time. A dead provider 1 forwards
# nothing.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl socat conntrack

gateway_nets
work=$(mktemp -d)
on_exit rm -rf "$work"
printf '#!/bin/bash\n[[ ! -e %s/dead-$NVI_UPLINK ]]\n' "$work" >"$work/check"
chmod +x "$work/check"
conf=$work/gw.conf
cat >"$conf" <<-EOT
	[uplink isp1]
	interface = isp1
	gateway = 192.0.2.1
	address = 192.0.2.2
	check = script $work/check
	interval = 1
	fall = 1
	rise = 1

	[uplink isp2]
	interface = isp2
	gateway = 198.51.100.1
	address = 198.51.100.2
	check = script $work/check
	interval = 1
	fall = 1
	rise = 1

	[inside lan]
	interface = lan

	[policy all]
	source = 10.0.0.0/24
	uplink = isp1, isp2
EOT
start s socat -u UDP4-RECV:5000,bind=$SERVER4 STDOUT >"$work/udp"
wait_for 10 listening "$s" udp 5000

dead() { touch "$work/dead-$1"; wait_for 30 told "<4>uplink $1 is dead"; }
lives() { rm "$work/dead-$1"; wait_for 30 told "<5>uplink $1 lives"; }
told() { [[ $(grep -c -F -- "$1" "$work/log") == 1 ]]; }
say() { ip netns exec "$h1" socat -u - "UDP4:$SERVER4:5000,sourceport=4001" <<<"$1"; }
arrives() { say "$1"; grep -q "^$1\$" "$work/udp"; }
# as: print the connection's translated address
as() { r conntrack -L -p udp --orig-port-src 4001 2>/dev/null | sed -n 's/.* src=[^ ]* dst=\([^ ]*\) sport=5000 .*/\1/p'; }

start ip netns exec "$r" nvictl gateway run "$conf" 2>"$work/log"
wait_for 20 told "<5>the gateway is as $conf says"
wait_for 10 arrives one
is "$(as)" 192.0.2.2 "translated source: provider 1's"

# No uplink lives: the connection gets an uplink that forwards nothing
dead isp2
p1 nft add chain inet isp fault '{ type filter hook forward priority -10; policy drop; }' || fail "fault"
dead isp1
told ', and no other uplink lives' || fail "says $(<"$work/log")"
r conntrack -D -p udp --orig-port-src 4001 >/dev/null 2>&1
say lost
is "$(as)" 192.0.2.2 "no uplink lives: translated source"
! grep lost "$work/udp" || fail "the packet has arrived"

# Provider 2 lives, as the first: the connection moves to it
lives isp2
told '<5>uplink isp2 lives, as the first; connections moved: 1' || fail "says $(<"$work/log")"
wait_for 10 arrives two
is "$(as)" 198.51.100.2 "provider 2 lives: translated source"

# Provider 1 lives as well: a connection on a live uplink stays
p1 nft delete chain inet isp fault || fail "mend"
lives isp1
wait_for 10 arrives three
is "$(as)" 198.51.100.2 "provider 1 lives as well: translated source"
stop "$pid"
sed 's/^/# /' "$work/log"
is "$(drops "$r")" "" "drop counters above 0"
