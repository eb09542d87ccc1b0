#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway run: a dead provider moves only its own connections, and the daemon's reload, end and restart move none
#
# The topology is in tests/gateway.sh. A provider dies by packet loss or by loss of its carrier.
#
#   h1 10.0.0.10  through provider 1, if it lives     UDP 4001 -> 5000
#   h2 10.0.0.20  through provider 2, if it lives     UDP 4002 -> 5000
# shellcheck disable=SC2154,SC2086
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
. "$(dirname "$0")/gateway.bash"
need nvictl socat conntrack setpriv

gateway_nets
work=$(mktemp -d)
# show_log: print the daemon's log and the connections of h1 and h2
show_log() { sed "s/^/# /" "$work/log"; r conntrack -L -p udp 2>/dev/null; }
on_exit show_log
on_exit rm -rf "$work"
conf=$work/gw.conf
cat >"$conf" <<-EOT
	$(isp_section 1)
	check = ping $SERVER4
	interval = 1
	fall = 4
	rise = 2

	$(isp_section 2)
	check = tcp $SERVER6 8008
	interval = 1
	fall = 4
	rise = 2

	[inside lan]
	interface = lan

	[policy h2]
	source = 10.0.0.20, fd00:a::20
	uplink = isp2, isp1
EOT
start s socat TCP6-LISTEN:8008,fork,reuseaddr OPEN:/dev/null
start s socat -u UDP4-RECV:5000,bind=$SERVER4 STDOUT >"$work/udp"
start s socat -u "UNIX-RECV:$work/notify" "OPEN:$work/notified,creat,append"
wait_for 10 listening "$s" tcp 8008
wait_for 10 listening "$s" udp 5000
wait_for 10 test -S "$work/notify"

# run: start the daemon in the background; set $daemon
run()
{
	start ip netns exec "$r" env NOTIFY_SOCKET="$work/notify" nvictl gateway run "$conf" 2>>"$work/log"
	daemon=$pid
}
# told TEXT [TIMES]: true if the log has TEXT so many times
told() { [[ $(grep -c -F -- "$1" "$work/log") == "${2-1}" ]]; }
# say HOST N TEXT: send a packet of the host's connection
say() { ip netns exec "${!1}" socat -u - "UDP4:$SERVER4:5000,sourceport=400$2" <<<"$3"; }
# arrives HOST N TEXT: send it; true if it has arrived
arrives() { say "$@"; grep -q "^$3\$" "$work/udp"; }
# as N: print the translated address of a connection
as()
{
	r conntrack -L -p udp --orig-port-src "400$1" 2>/dev/null |
		sed -n 's/.* src=[^ ]* dst=\([^ ]*\) sport=5000 .*/\1/p'
}
# entry N: print the translated address of a connection, and the time at which its entry was created
entry() { echo "$(as "$1") $(entry_start "400$1")"; }
# is_whole: true if the daemon has restored everything
is_whole() { [[ $(state) == "$whole" ]]; }
# second: start a second daemon, which must refuse to run
second()
{
	local said status

	said=$(r nvictl gateway run "$conf" 2>&1)
	status=$?
	echo "nvictl: ${said#<3>}" >&2
	return $status
}

entry_starts
# nothing answers, and an entry without a reply would be gone after 30 seconds
r sysctl -qw net.netfilter.nf_conntrack_udp_timeout=600
run
wait_for 20 grep -q '^READY=1' "$work/notified"
wait_for 10 test -s "$work/log"
is "$(head -n 1 "$work/log")" "<5>the gateway is as $conf says" "first line of the log"
check 2 'cannot run: another "nvictl gateway run" *' second
whole=$(state)
wait_for 10 arrives h1 1 h1-one
wait_for 10 arrives h2 2 h2-one
is "$(as 1)/$(as 2)" "192.0.2.2/198.51.100.2" "translated sources of h1 and h2"
two=$(entry 2)
[[ $two == *" "[1-9]* ]] || fail "conntrack prints no start time of an entry: $two"

# Three faults: the provider forwards nothing; its link is down; the router's own interface is down
fault1() { p1 nft add chain inet isp fault '{ type filter hook forward priority -10; policy drop; }'; }
mend1() { p1 nft delete chain inet isp fault; }
fault2() { ip -n "$p1" link set eth0 down; }
mend2() { ip -n "$p1" link set eth0 up && addr "$p1" eth0 2001:db8:1::1/64; }
fault3() { ip -n "$r" link set isp1 down; }
mend3() { ip -n "$r" link set isp1 up && addr "$r" isp1 2001:db8:1::2/64; }
for n in 1 2 3; do
	fault$n || fail "fault $n"
	wait_for 30 told "<4>uplink isp1 is dead" $n
	told "connections moved: 1" $n || fail "it moved other connections: $(tail -n 1 "$work/log")"
	wait_for 10 arrives h1 1 "h1-moved-$n"
	is "$(as 1)" 198.51.100.2 "fault $n: translated source of h1's connection, moved"
	wait_for 10 arrives h2 2 "h2-stays-$n"
	is "$(entry 2)" "$two" "h2's conntrack entry: unchanged"
	mend$n || fail "mend $n"
	wait_for 30 told "<5>uplink isp1 lives" $n
	wait_for 10 arrives h1 1 "h1-stays-$n"
	is "$(as 1)" 198.51.100.2 "translated source of h1's connection after the repair: unchanged"
	r conntrack -D -p udp --orig-port-src 4001 >/dev/null 2>&1
	wait_for 10 arrives h1 1 "h1-new-$n"
	is "$(as 1)" 192.0.2.2 "translated source of h1's new connection"
	is "$(wc -l <"$work/log")" $((1 + 2 * n)) "lines in the log: one per change"
done
wait_for 10 is_whole
same "$(state)" "$whole" "state after the faults"

# Parts of the gateway are deleted
r ip rule del pref 8900
wait_for 10 is_whole
r nft delete table inet nvi_gateway
wait_for 10 is_whole
ip -n "$r" link del nvi0
wait_for 10 is_whole
same "$(state)" "$whole" "state after the daemon's repairs"

# SIGHUP: a changed file, and one with a mistake
printf '[policy more]\nport = 6000\nuplink = isp2\n' >>"$conf"
kill -HUP "$daemon"
wait_for 10 told 'the file was read again'
r nft list table inet nvi_gateway | has 'policy more' || fail "the file is not read again"
echo 'colour = red' >>"$conf"
kill -HUP "$daemon"
wait_for 10 told 'the file is not used'
has "<3>$conf:.*colour" <"$work/log" || fail "the log does not name the mistake"
sed -i '/policy more/,$d' "$conf"
kill -HUP "$daemon"
wait_for 10 told 'the file was read again' 2
same "$(state)" "$whole" "state with the original file"

# End and restart of the daemon, with provider 2 dead: no packet is lost, and nothing changes
p2 nft insert rule inet isp forward drop
wait_for 30 told '<4>uplink isp2 is dead'
dead=$(state)
[[ $dead != "$whole" ]] || fail "nothing changed"
start ip netns exec "$h1" ping -i 0.02 $SERVER4 >"$work/pings"
pings=$pid
wait_for 10 grep -q seq=5 "$work/pings"
kill -TERM "$daemon"
wait "$daemon"
is $? 0 "exit status"
told '<5>the daemon ends' || fail "the log does not report the end"
same "$(state)" "$dead" "state after the daemon's end"
run
wait_for 10 told 'the gateway is as' 2
same "$(state)" "$dead" "state after the daemon's restart"
last=$(tail -n 1 "$work/pings" | grep -o 'seq=[0-9]*')
wait_for 10 grep -q "seq=$((${last#seq=} + 50)) " "$work/pings"
stop "$pings"
# each answer's sequence number must follow the previous one
is "$(sed -n 's/.*icmp_seq=\([0-9]*\) .*/\1/p' "$work/pings" | awk 'NR > 1 && $1 != last + 1 { print last " then " $1 } { last = $1 }')" "" "packets lost"
is "$(drops "$r")" "" "drop counters above 0"
