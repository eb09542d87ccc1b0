#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Mode reflect: a spoofed packet leads no reply astray
#
# tests/reflection.sh. h1 is the spoofer: it sends, from the LAN, UDP packets of the
# server's connection with the router: same addresses, same ports. rp_filter on lan is
# strict and drops them, whatever `learn` says. Without rp_filter, `learn follow` moves
# the connection, and `learn once` does not. An ICMP error about a connection never does.
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../reflection.sh"
need socat

# An echo service that has one peer, and one connection with it, from port 4000
connect()
{
	start ip netns exec "$r" socat UDP4-LISTEN:7008,bind=198.51.100.2 EXEC:cat
	server=$pid
	wait_for 10 listening "$r" udp 7008
}
say() { s bash -c 'echo x | timeout 5 socat -T 1 - "UDP:198.51.100.2:7008,bind=$0:4000" | grep -q x' $SERVER4; }
where() # the ingress of the connection, by name
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
# the spoofer has the server's address, and its packets are counted as they come in
# (nobody answers an ARP request from that address)
works "h1 knows the router" h1 ping -q -c 1 -W 1 10.0.0.1
ip -n "$h1" addr add $SERVER4/32 dev eth0
# an answer to a spoofed packet finds nobody; to be told so would end the service
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
only_by 2 "by provider 2" say
is "$(where)" isp2 "ingress"

# 1. rp_filter of the LAN is strict (tests/gateway.sh): dropped, and nothing learnt
spoof
wait_for 5 eval '(($(seen) == 1))'
only_by 2 "after a spoofed packet, strict rp_filter" say
is "$(where)" isp2 "ingress"
is "$(counter "$r" net_kept back0)" 0 "net_kept"

# 2. nobody checks, and the record follows: what `learn once` is for
r sysctl -qw net.ipv4.conf.lan.rp_filter=0
spoof
wait_for 5 eval '[[ $(where) == lan ]]'
echo "ok: learn follow, no rp_filter: the connection has moved to lan"
only_by 2 "and moves back with its next packet" say

# 3. nobody checks, and the record stays
works "learn once" ip -n "$r" link set back0 type nvi learn once
spoof
wait_for 5 eval '(($(counter "$r" net_kept back0) == 1))'
is "$(where)" isp2 "learn once, no rp_filter: ingress"
only_by 2 "after a spoofed packet, learn once" say

# One device that wants it is enough, and when it is gone it is over
ip -n "$r" link add nvi1 type nvi learn once
ip -n "$r" link set back0 type nvi learn follow
spoof
wait_for 5 eval '(($(counter "$r" net_kept back0) == 2))'
is "$(where)" isp2 "learn once of another device: ingress"
ip -n "$r" link del nvi1
spoof
wait_for 5 eval '[[ $(where) == lan ]]'
echo "ok: without that device it moves again"
only_by 2 "and moves back" say

# 4. An ICMP error about the connection, from somebody on the LAN: related, not a part
# of it. h1 answers a copy of a reply, which a duplicating rule sends it.
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
is "$(drops "$r" back0)" "" "drops"
