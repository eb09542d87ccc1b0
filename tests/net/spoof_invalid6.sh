#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The firewall's IPv6 source check also drops spoofed packets that conntrack finds invalid
#
# The gateway of tests/gateway.sh, and the firewall's rule that checks IPv6 sources (see spoof.sh).
# h1 has an address of the router and connects from it, but its SYN becomes a bare RST, or a SYN
# with FIN. Conntrack finds both invalid. None may leave through any provider.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need socat

gateway
mac=$(r cat /sys/class/net/lan/address)
ip -n "$h1" neigh replace fd00:a::1 lladdr "$mac" dev eth0 nud permanent
addr "$h1" eth0 2001:db8:2::2/128
r nft -f - <<-'EOT' || fail "nftables"
	table inet seen {
		counter rst { }
		counter synfin { }
		chain pre {
			type filter hook prerouting priority -10
			iifname lan ct state invalid tcp flags == rst counter name rst
			iifname lan ct state invalid tcp flags == syn|fin counter name synfin
		}
	}
EOT
check_sources6

# out: the packets that have reached the providers from the router, forwarded or dropped
out() { for i in p1 p2; do echo "$(passed "${!i}" out),$(passed "${!i}" bogus)"; done | xargs; }

# connect FLAGS: one connect() of h1 with FLAGS instead of SYN; set $sent to the number of packets
# (TCP may retransmit)
connect()
{
	h1 nft -f - <<-EOT || fail "nftables in h1"
		table ip6 instead
		delete table ip6 instead
		table ip6 instead {
			counter sent { }
			chain out {
				type filter hook output priority filter
				tcp dport 9 @th,104,8 set $1 counter name sent
			}
		}
	EOT
	h1 timeout 0.7 socat -u - "TCP6:[$SERVER6]:9,bind=[2001:db8:2::2]" </dev/null 2>/dev/null
	sent=$(passed "$h1" sent)
	compare "$sent" '>=' 1 "packets sent by h1 with TCP flags $1"
}

before=$(out)
connect 4
is "$(passed "$r" rst)" "$sent" "RST: packets received by the router"
is "$(passed "$r" spoofed)" "$sent" "RST: packets dropped by the firewall"
rst=$sent
connect 3
is "$(passed "$r" synfin)" "$sent" "SYN and FIN: packets received by the router"
is "$(passed "$r" spoofed)" $((rst + sent)) "RST, SYN and FIN: packets dropped by the firewall"
is "$(out)" "$before" "packets at the providers: unchanged"
is "$(link_stats "$r" nvi0 tx_packets tx_dropped | xargs)" "0 0" "nvi0: packets sent, dropped"

# Cross-check: without the rule the packets leave
r nft delete table inet guard
two=$(passed "$p2" out)
connect 4
is $(($(passed "$p2" out) - two)) "$sent" "without the rule: RST packets through provider 2"
