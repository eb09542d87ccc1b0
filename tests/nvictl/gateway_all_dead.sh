#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway run: when no uplink lives, connections are given to dead ones; they choose again
# as soon as one lives
#
# The drawing is in tests/gateway.sh.
#
#   h1 10.0.0.10  by provider 1, if that lives     UDP 4001 -> 5000
#
# A script says who is dead, so that nothing depends on time. Provider 1 forwards nothing
# when it is.
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
# as: the connection's translated address
as() { r conntrack -L -p udp --orig-port-src 4001 2>/dev/null | sed -n 's/.* src=[^ ]* dst=\([^ ]*\) sport=5000 .*/\1/p'; }

start ip netns exec "$r" nvictl gateway run "$conf" 2>"$work/log"
wait_for 20 told "<5>the gateway is as $conf says"
wait_for 10 arrives one
is "$(as)" 192.0.2.2 "by provider 1"

# None lives: the connection is given to somebody who takes it nowhere
dead isp2
p1 nft add chain inet isp fault '{ type filter hook forward priority -10; policy drop; }' || fail "fault"
dead isp1
told ', and no other lives' || fail "says $(<"$work/log")"
r conntrack -D -p udp --orig-port-src 4001 >/dev/null 2>&1
say lost
is "$(as)" 192.0.2.2 "none lives: by provider 1"
! grep lost "$work/udp" || fail "it has arrived"

# Provider 2 lives, and is the first: the connection is its
lives isp2
told '<5>uplink isp2 lives, as the first; connections moved: 1' || fail "says $(<"$work/log")"
wait_for 10 arrives two
is "$(as)" 198.51.100.2 "provider 2 lives: by it"

# Provider 1 lives as well: who has a way that works stays on it
p1 nft delete chain inet isp fault || fail "mend"
lives isp1
wait_for 10 arrives three
is "$(as)" 198.51.100.2 "provider 1 lives: stays there"
stop "$pid"
sed 's/^/# /' "$work/log"
is "$(drops "$r")" "" "drops"
