# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# A gateway with two providers from one file. One provider's cable is unplugged, and only
# the connections of this provider move.
# shellcheck disable=SC2154 # setup_ns, scripts/demo and demo.sh set the variables

topology_gateway()
{
	cat <<-EOT
	${bold}NVI: a whole gateway from one file${plain}

	  h1 10.0.0.10 --.         .---- r ----.-- isp1 --- provider 1: 192.0.2.0/24 -----.
	                 +--- lan -|           |                                          +-- server
	  h2 10.0.0.20 --'         |   nvi0    |-- isp2 --- provider 2: 198.51.100.0/24 --'
	                           '-----------'

	  Kernel: $(uname -r)
	EOT
}

write_file()
{
	cat >"$work/office.conf" <<-EOT
	[uplink one]
	interface = isp1
	gateway = 192.0.2.1
	address = 192.0.2.2
	check = ping 203.0.113.1
	interval = 1
	fall = 2
	rise = 2

	[uplink two]
	interface = isp2
	gateway = 198.51.100.1
	address = 198.51.100.2

	[inside lan]
	interface = lan

	[policy h1]
	source = 10.0.0.10
	uplink = one, two

	[policy h2]
	source = 10.0.0.20
	uplink = two, one
	EOT
	echo "  ${cyan}# cat office.conf${plain}"
	sed 's/^/  /' "$work/office.conf"
}

# say_on HOST PORT TEXT: send a packet from HOST, source port PORT, to the server
say_on() { ip netns exec "${!1}" socat -u - "UDP4:$SERVER4:5000,sourceport=$2" <<<"$3"; }
# arrives HOST PORT TEXT: true if such a packet arrives at the server
arrives() { say_on "$@"; grep -q -x -- "$3" "$work/udp"; }
# as PORT: print the source address that NAT gives to the connection
as()
{
	r conntrack -L -p udp --orig-port-src "$1" 2>/dev/null | grep -o 'dst=[0-9.]*' | sed -n '2s/dst=//p'
}

# clock NANOSECONDS: print a time stamp as HH:MM:SS.mmm
clock() { date -d "@${1:0:-9}.${1: -9}" +%T.%3N; }

# connection HOST PORT EXPECTED BEFORE: draw a connection and check its translated address.
# BEFORE is the creation time of its earlier conntrack entry: with the same time it is the
# same entry, with another the connection has moved.
connection()
{
	local now made what="a new entry" provider=1

	now=$(as "$2") made=$(entry_start "$2")
	[[ $now == 198.51.100.2 ]] && provider=2
	right test "$now" == "$3" -a "$made"
	[[ ! $4 ]] || { [[ $made == "$4" ]] && what="the same entry" || what="${bold}moved${plain}"; }
	printf '  %s ──▶ lan ──▶ nvi0 ──▶ %-12s ──▶ %sisp%s%s  %s, created at %s %s\n' \
		"$1" "$now" "$bold" $provider "$plain" "$what" "$(clock "${made:-0000000000}")" "$mark"
}

# both_arrive TEXT: wait until a packet of each host arrives at the server
both_arrive()
{
	wait_for 20 arrives h1 4001 "h1 $1"
	wait_for 20 arrives h2 4002 "h2 $1"
}

# new_lines: print the daemon's messages since the last call
new_lines()
{
	tail -n "+$((lines + 1))" "$work/log" | sed "s/^<[0-9]>/  ${dim}nvictl:${plain} /"
	lines=$(wc -l <"$work/log")
}

scene()
{
	local one two moved lines=0

	command -v nvictl >/dev/null || fail "nvictl is not installed: run make install, or run make demo, which uses a virtual machine"
	topology_gateway
	gateway_nets
	entry_starts
	# the server does not answer, and an entry without a reply expires after 30 seconds
	r sysctl -qw net.netfilter.nf_conntrack_udp_timeout=600
	start ip netns exec "$s" socat -u "UDP4-RECV:5000,bind=$SERVER4" STDOUT >"$work/udp"
	wait_for 10 listening "$s" udp 5000
	say "The file"
	write_file
	say "Apply the file, and start the daemon that probes the uplinks"
	type_in "$r" "nvictl gateway apply $work/office.conf | grep -c ."
	echo "  ${dim}lines of changes, printed as ip, nft and sysctl commands${plain}"
	echo "  ${cyan}# nvictl gateway run office.conf &${plain}"
	start ip netns exec "$r" nvictl gateway run "$work/office.conf" 2>"$work/log"
	wait_for 20 grep -q 'the gateway is as' "$work/log"
	type_in "$r" "nvictl gateway check $work/office.conf && echo no mistakes found"
	both_arrive one
	one=$(entry_start 4001) two=$(entry_start 4002)
	connection "h1 10.0.0.10" 4001 192.0.2.2 ''
	connection "h2 10.0.0.20" 4002 198.51.100.2 ''
	new_lines
	say "Provider 1's cable is unplugged at the provider"
	type_in "$p1" ip link set wan down
	wait_for 60 grep -q 'uplink one is dead' "$work/log"
	new_lines
	both_arrive two
	connection "h1 10.0.0.10" 4001 198.51.100.2 "$one"
	connection "h2 10.0.0.20" 4002 198.51.100.2 "$two"
	right test "$(entry_start 4001)" != "$one" -a "$(entry_start 4002)" == "$two"
	echo "  only the connection of provider 1 has moved $mark"
	moved=$(entry_start 4001)
	say "The cable is plugged in again"
	type_in "$p1" ip link set wan up
	ip -n "$p1" route replace "$SERVER4" via 10.9.1.2
	wait_for 60 grep -q 'uplink one lives' "$work/log"
	new_lines
	both_arrive three
	connection "h1 10.0.0.10" 4001 198.51.100.2 "$moved"
	connection "h2 10.0.0.20" 4002 198.51.100.2 "$two"
	wait_for 20 arrives h1 4003 "h1 again"
	connection "h1, new     " 4003 192.0.2.2 ''
	right test "$(entry_start 4001)" == "$moved" -a "$(entry_start 4002)" == "$two"
	echo "  no connection moves back; new connections use provider 1 $mark"
	right test "$(passed "$p1" bogus)$(passed "$p2" bogus)$(drops "$r")" == 00
	echo "  packets dropped by the providers (wrong source) or by nvi0: none $mark"
	# shellcheck disable=SC2034 # used by scripts/demo
	next="man nvi.conf; nvi@NAME.service runs it under systemd."
}
