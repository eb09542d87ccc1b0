#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stage 2 forwards a packet only if the kernel's forwarding sysctls allow it
#
# The gateway of tests/gateway.sh, while h2 pings. Forwarding is switched off: for IPv4 at lan, for
# IPv6 globally, its only switch. No packet leaves until it is on again. Packets that wait in a
# queue on nvi0, between the stages, do not leave either. Then IPv4 forwarding is off only where
# stage 2 begins: at nvi0, with ingress self.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"

asked() { (($(link_stats "$h2" eth0 tx_packets) >= from + 30)); }
past() { (($(passed "$p2" out) >= from + $1)); }
in_stage2() { (($(stage2 "$r" "$1") == $2)); }

# off SYSCTL SERVER WHAT: switch the sysctl off and on under traffic
off()
{
	local out

	from=$(passed "$p2" out)
	start ip netns exec "$h2" ping -q -i 0.01 -W 0.1 "$2" >/dev/null
	wait_for 10 past 10
	r sysctl -qw "$1=0"
	out=$(passed "$p2" out) from=$(link_stats "$h2" eth0 tx_packets)
	wait_for 10 asked
	is $(($(passed "$p2" out) - out)) 0 "$3, off: packets through provider 2, of 30 or more"
	r sysctl -qw "$1=1"
	from=$out
	wait_for 10 past 10
	echo "ok: $3, on: 10 or more packets through provider 2"
	stop "$pid"
}

# waiting SYSCTL 4|6 SERVER WHAT: switch the sysctl off while 8 packets wait between the stages
waiting()
{
	local out had

	hold "$r" nvi0
	had=$(stage2 "$r" "$2")
	out=$(passed "$p2" out)
	start ip netns exec "$h2" ping -q -c 8 -l 8 -W 5 "$3" >/dev/null
	wait_for 5 queued "$r" nvi0 8
	r sysctl -qw "$1=0"
	let_go "$r" nvi0
	wait_for 10 in_stage2 "$2" $((had + 8))
	is $(($(passed "$p2" out) - out)) 0 "$4, off while 8 wait: packets through provider 2"
	r sysctl -qw "$1=1"
	stop "$pid"
	r tc qdisc del dev nvi0 root
	works "$4, on" h2 ping -q -c 3 -i 0.01 -W 2 "$3"
}

gateway
wait_for 10 h2 ping -q -c 1 -W 1 $SERVER4
wait_for 10 h2 ping -q -c 1 -W 1 $SERVER6
off net.ipv4.conf.lan.forwarding $SERVER4 "IPv4"
off net.ipv6.conf.all.forwarding $SERVER6 "IPv6"
re=$(stage2 "$r" 4)
waiting net.ipv4.conf.lan.forwarding 4 $SERVER4 "IPv4"
is $(($(stage2 "$r" 4) - re)) 11 "IPv4: packets in stage 2"
is "$(drops "$r")" "drop_no_route=8" "IPv4: drops"
re=$(stage2 "$r" 6)
waiting net.ipv6.conf.all.forwarding 6 $SERVER6 "IPv6"
is $(($(stage2 "$r" 6) - re)) 11 "IPv6: packets in stage 2"

if ! fast; then
	ip -n "$r" link set nvi0 type nvi ingress self || fail "ingress self"
	off net.ipv4.conf.nvi0.forwarding $SERVER4 "IPv4 at nvi0"
fi
