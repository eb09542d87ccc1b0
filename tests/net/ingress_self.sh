#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With ingress self, stage 2 comes in by nvi0
#
# The gateway of tests/gateway.sh. Rules see `iif nvi0` and not `iif lan`, and
# nvi0 counts what it receives. The strictest rp_filter everywhere does no harm.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
not_fast "it has ingress self"

crossed() { link_stats "$r" nvi0 rx_packets rx_bytes tx_packets tx_bytes; }

gateway ingress self
for i in all default lan isp1 isp2 nvi0; do
	r sysctl -qw "net.ipv4.conf.$i.rp_filter=1"
done
r nft -f - <<'EOT'
table inet t {
	counter by_nvi { }
	counter by_lan { }
	chain prerouting {
		type filter hook prerouting priority mangle
		ct state untracked iifname nvi0 ip saddr 198.51.100.2 counter name by_nvi
		ct state untracked iifname nvi0 ip6 saddr 2001:db8:2::2 counter name by_nvi
		ct state untracked iifname lan icmp type echo-request counter name by_lan
		ct state untracked iifname lan icmpv6 type echo-request counter name by_lan
	}
}
EOT
# isp2 is no way back to the server for rp_filter=1, but for answers: that is
# the providers' side, and has nothing to do with nvi0
r sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.isp2.rp_filter=2

# The from rules lead it on, as with the real ingress
works "h2 pings" h2 ping -q -c 5 -i 0.01 -s 72 $SERVER4
is "$(crossed)" "5 500 5 500" "received and sent: packets, octets"
works "h2 pings, IPv6" h2 ping -q -c 3 -i 0.01 -s 72 $SERVER6
is "$(crossed)" "8 860 8 860" "received and sent: packets, octets"
is "$(passed "$r" by_nvi),$(passed "$r" by_lan)" 8,0 "stage 2 by nvi0, by lan, in PRE_ROUTING"

# And so do rules for nvi0, which never mean the hosts' own packets
for f in -4 -6; do
	ip -n "$r" $f rule del pref 1002
	ip -n "$r" $f rule add pref 1003 iif nvi0 lookup 102
done
works "h2 pings" h2 ping -q -c 5 -i 0.01 $SERVER4
works "h2 pings, IPv6" h2 ping -q -c 3 -i 0.01 $SERVER6
is "$(passed "$p2" out),$(passed "$p2" bogus)" 16,0 "by provider 2"
is "$(passed "$p1" out),$(passed "$p1" bogus)" 0,0 "by provider 1"

# With the real ingress again there is no rule for it
ip -n "$r" link set nvi0 type nvi ingress real || fail "cannot set ingress real"
refused "h2 pings" h2 ping -q -c 3 -i 0.01 -W 0.1 $SERVER4
is "$(drops "$r")" drop_loop=3 "drops"
is "$(passed "$r" by_nvi),$(passed "$r" by_lan)" 16,3 "stage 2 by nvi0, by lan, in PRE_ROUTING"
