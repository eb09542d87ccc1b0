#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: services of the router answer through the provider of the request
#
# tests/reflection.sh. TCP, UDP and SCTP, IPv4 and IPv6; closed ports; local addresses that no
# interface has (AnyIP).
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need socat
protocols=(tcp)

reflection
whoami "$r" tcp
# An unbound SCTP server answers from any of its addresses
if modprobe -q sctp; then
	protocols+=(sctp)
	# shellcheck disable=SC2016 # socat expands it
	for bind in "4-LISTEN:$WHOAMI,bind=198.51.100.2" "6-LISTEN:$WHOAMI,bind=[2001:db8:2::2]"; do
		start ip netns exec "$r" socat -T 5 "SCTP$bind,fork,reuseaddr" 'SYSTEM:echo $SOCAT_PEERADDR'
	done
	wait_for 10 listening "$r" sctp $WHOAMI
fi
for via in 1 2; do
	# the IPv4 and the IPv6 address are provider 2's; requests come through each provider
	ask_by $via
	for a in 198.51.100.2 2001:db8:2::2; do
		for p in "${protocols[@]}"; do
			only_by $via "$p to $a through provider $via" ask "$s" "$p" $a
		done
		# the UDP server is bound, so it answers from the requested address
		start ip netns exec "$r" socat -t 5 -T 5 "UDP-RECVFROM:7008,bind=$([[ $a == *:* ]] && echo "[$a]" || echo $a),pf=$([[ $a == *:* ]] && echo ip6 || echo ip4)" EXEC:cat
		server=$pid
		wait_for 10 listening "$r" udp 7008
		only_by $via "udp to $a through provider $via" ip netns exec "$s" bash -c \
			'exec 3<>"/dev/udp/$0/7008" && echo x >&3 && timeout 4 head -n 1 <&3' $a
		stop "$server"
		# closed ports: ICMP port unreachable, TCP reset
		only_by $via "closed udp port of $a through provider $via" ip netns exec "$s" bash -c \
			'exec 3<>"/dev/udp/$0/9999" && echo x >&3 && ! timeout 4 head -n 1 <&3 | grep .' $a
		only_by $via "closed tcp port of $a through provider $via" ip netns exec "$s" bash -c \
			'! timeout 4 bash -c "</dev/tcp/$0/9999" 2>/dev/null' $a
	done
done

# AnyIP: a whole network is local, on no interface
batch "$r" -4 <<-EOT
	route add local 192.0.2.128/25 dev lo
	rule add pref 1000 from 192.0.2.128/25 lookup 200
EOT
batch "$r" -6 <<-EOT
	route add local 2001:db8:1:a::/64 dev lo
	rule add pref 1000 from 2001:db8:1:a::/64 lookup 200
EOT
batch "$p2" <<<"route add 192.0.2.128/25 via 198.51.100.2"
batch "$p2" -6 <<<"route add 2001:db8:1:a::/64 via 2001:db8:2::2"
ask_by 2 192.0.2.200 2001:db8:1:a::7
for a in 192.0.2.200 2001:db8:1:a::7; do
	pings_back 2 $a
	only_by 2 "tcp to $a, AnyIP, through provider 2" ask "$s" tcp $a
done
is "$(unreflected)$(drops "$r" back0)" "" "unreflected and drop counters above 0"
