#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a spoofed packet does not move replies, if sources are checked or `learn once` is set
#
# tests/reflection.sh. h1, the spoofer, sends UDP packets of the server's connection with the router
# from the LAN: same addresses, same ports. Strict rp_filter on lan drops them, whatever `learn` is.
# Without rp_filter, `learn follow` moves the connection, and `learn once` does not. An ICMP error
# about a connection never moves it.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need socat

# connect: start an echo service that accepts one peer; `say` is that peer, from port 4000
connect()
{
	start ip netns exec "$r" socat UDP4-LISTEN:7008,bind=198.51.100.2 EXEC:cat
	server=$pid
	wait_for 10 listening "$r" udp 7008
}
say() { s bash -c 'echo x | timeout 5 socat -T 1 - "UDP:198.51.100.2:7008,bind=$0:4000" | grep -q x' $SERVER4; }
where() # where: the name of the connection's ingress
{
	r nvictl -j flow show proto udp dport 7008 | jq -r '.[0].ingress.original'
}
spoof()
{
	h1 bash -c 'echo spoofed | socat -u - "UDP:198.51.100.2:7008,bind=$0:4000"' $SERVER4
}
seen() { passed "$r" spoofed; }

reflection
ask_by 2
connect
# The spoofer has the server's address; its packets are counted at the router. (It resolves the
# router first: the router does not answer ARP requests from that address.)
works "h1 resolves the router" h1 ping -q -c 1 -W 1 10.0.0.1
ip -n "$h1" addr add $SERVER4/32 dev eth0
# answers to spoofed packets reach no socket; an ICMP error about them would end the service
for n in h1 s; do
	ip netns exec "${!n}" nft -f - <<-EOT
		table ip quiet {
			chain out { type filter hook output priority 0; icmp type destination-unreachable drop; }
		}
	EOT
done
r nft -f - <<-EOT
	table inet seen {
		counter spoofed { }
		chain pre { type filter hook prerouting priority raw; iifname lan ip saddr $SERVER4 counter name spoofed; }
	}
EOT
only_by 2 "answer through provider 2" say
is "$(where)" isp2 "ingress"

# 1. Strict rp_filter on lan (tests/gateway.sh): the packet is dropped, and the record unchanged
spoof
wait_for 5 eval '(($(seen) == 1))'
only_by 2 "after a spoofed packet, strict rp_filter" say
is "$(where)" isp2 "ingress"
is "$(counter "$r" net_kept back0)" 0 "net_kept"

# 2. Without rp_filter, `learn follow` moves the record
r sysctl -qw net.ipv4.conf.lan.rp_filter=0
spoof
wait_for 5 eval '[[ $(where) == lan ]]'
echo "ok: learn follow, no rp_filter: the record's ingress is lan"
only_by 2 "the next packet moves it back" say

# 3. Without rp_filter, `learn once` keeps the record
works "learn once" ip -n "$r" link set back0 type nvi learn once
spoof
wait_for 5 eval '(($(counter "$r" net_kept back0) == 1))'
is "$(where)" isp2 "learn once, no rp_filter: ingress"
only_by 2 "after a spoofed packet, learn once" say

# `learn once` of any device applies to the namespace, and ends with that device
ip -n "$r" link add nvi1 type nvi learn once
ip -n "$r" link set back0 type nvi learn follow
spoof
wait_for 5 eval '(($(counter "$r" net_kept back0) == 2))'
is "$(where)" isp2 "learn once of another device: ingress"
ip -n "$r" link del nvi1
spoof
wait_for 5 eval '[[ $(where) == lan ]]'
echo "ok: device with learn once deleted: the record's ingress is lan"
only_by 2 "the next packet moves it back" say

# 4. An ICMP error about the connection from a host on the LAN is related to it, and no part of it.
# h1 answers a copy of a reply, which a `dup` rule sends to h1.
h1 nft delete table ip quiet
r nft -f - <<-EOT
	table ip copy {
		chain out { type filter hook postrouting priority 0; oifname back0 udp sport 7008 dup to 10.0.0.10 device lan; }
	}
EOT
errors=$(snmp "$r" IcmpInDestUnreachs)
only_by 2 "with a copy to h1" say
wait_for 5 eval "((\$(snmp $r IcmpInDestUnreachs) > $errors))"
is "$(where)" isp2 "after an ICMP error from lan: ingress"
stop "$server"
is "$(drops "$r" back0)" "" "drop counters above 0"
