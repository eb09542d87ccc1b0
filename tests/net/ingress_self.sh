#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With ingress self, stage 2 comes in by nvi0
#
# The gateway of tests/gateway.sh. Rules match `iif nvi0` and not `iif lan`, and nvi0 counts
# received packets. Stage 2 passes rp_filter=1 on nvi0.
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
# The server's route leads to isp1, so rp_filter=1 on isp2 would drop answers; this is unrelated to
# nvi0
r sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.isp2.rp_filter=2

# The `from` rules route stage 2, as with the real ingress
works "h2 pings" h2 ping -q -c 5 -i 0.01 -s 72 $SERVER4
is "$(crossed)" "5 500 5 500" "nvi0: received packets, octets, sent packets, octets"
works "h2 pings, IPv6" h2 ping -q -c 3 -i 0.01 -s 72 $SERVER6
is "$(crossed)" "8 860 8 860" "nvi0: received packets, octets, sent packets, octets"
is "$(passed "$r" by_nvi),$(passed "$r" by_lan)" 8,0 "stage-2 packets in PRE_ROUTING by nvi0, by lan"

# Rules for `iif nvi0` route stage 2 as well, and never match packets straight from a host
for f in -4 -6; do
	ip -n "$r" $f rule del pref 1002
	ip -n "$r" $f rule add pref 1003 iif nvi0 lookup 102
done
works "h2 pings" h2 ping -q -c 5 -i 0.01 $SERVER4
works "h2 pings, IPv6" h2 ping -q -c 3 -i 0.01 $SERVER6
is "$(passed "$p2" out),$(passed "$p2" bogus)" 16,0 "packets through provider 2, with a wrong source"
is "$(passed "$p1" out),$(passed "$p1" bogus)" 0,0 "packets through provider 1, with a wrong source"

# With ingress real, no rule matches stage 2
ip -n "$r" link set nvi0 type nvi ingress real || fail "cannot set ingress real"
refused "h2 pings" h2 ping -q -c 3 -i 0.01 -W 0.1 $SERVER4
is "$(drops "$r")" drop_loop=3 "drop counters above 0"
is "$(passed "$r" by_nvi),$(passed "$r" by_lan)" 16,3 "stage-2 packets in PRE_ROUTING by nvi0, by lan"
