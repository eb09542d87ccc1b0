#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# path ... probe: the effect of NAT and firewalls on a real packet is shown, and no host receives the packet
#
# The gateway of tests/gateway.sh. The result of a probe must match real traffic, and the probe must
# leave nothing behind: no packet at a provider or a host, no table, no device, no connection.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl conntrack
modprobe -qa act_mirred cls_flower dummy || skip "no act_mirred, cls_flower or dummy"

# probe WORDS: path() of common.bash with probe
probe() { path "$@" probe; }
# left: print everything that a probe might leave behind or let out
left()
{
	r nft list ruleset
	r ip -br link
	r conntrack -L 2>/dev/null
	echo "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" out) $(passed "$p2" bogus)"
	echo "h2 got $(passed "$h2" errors) errors"
}

gateway mark 0x100/0xff00
r nft insert rule inet nat post oifname nvi0 tcp dport 443 snat ip to 192.0.2.2
r nft insert rule inet nat post oifname nvi0 meta nfproto ipv6 udp dport 53 snat ip6 to 2001:db8:1::2
h2 nft -f - <<-EOT || fail "nftables"
	table inet host {
		counter errors { }
		chain in {
			type filter hook input priority 0
			icmp type destination-unreachable counter name errors
			icmpv6 type destination-unreachable counter name errors
		}
	}
EOT
before=$(left)
h2_to_s=(from 10.0.0.20 to "$SERVER4" iif lan)
h2_to_s6=(from fd00:a::20 to "$SERVER6" iif lan)

# expect SOURCE DEVICE WHAT: the probe has left with SOURCE by DEVICE, and path's decision agrees
expect()
{
	is $status 0 "$3: status"
	got '[.nat.known_by, .nat.src, .probe.end, .probe.stage, .probe.dev, .out[0].dev] | join(" ")' \
		"probe $1 out 2 $2 $2" "$3"
}
probe "${h2_to_s[@]}" proto icmp
expect 198.51.100.2 isp2 "ping"
probe "${h2_to_s[@]}" proto udp dport 53
expect 198.51.100.2 isp2 "UDP"
probe "${h2_to_s[@]}" proto tcp dport 80
expect 198.51.100.2 isp2 "TCP"
probe "${h2_to_s[@]}" proto tcp sport 5555 dport 443
expect 192.0.2.2 isp1 "TCP with a NAT rule for its port"
probe "${h2_to_s6[@]}" proto icmp
expect 2001:db8:2::2 isp2 "ping, IPv6"
probe "${h2_to_s6[@]}" proto tcp dport 80
expect 2001:db8:2::2 isp2 "TCP, IPv6"
probe "${h2_to_s6[@]}" proto udp dport 53
expect 2001:db8:1::2 isp1 "UDP, IPv6, with a NAT rule for its port"
is "$(left)" "$before" "state and packets at the providers: unchanged"
is "$(r dmesg | grep -c 'martian')" 0 "martians"
r nvictl path "${h2_to_s[@]}" proto tcp dport 443 probe | has 'seen by a probe' ||
	fail "the text has no probe"

# A firewall without a rule for stage 2
r nft -f - <<'EOT'
table inet fw {
	chain forward {
		type filter hook forward priority filter; policy drop
		ct state established,related accept
		iifname lan ct state new accept
	}
}
EOT
probe "${h2_to_s[@]}" proto udp dport 53
mistake 'nftables drops it in stage 2: table inet fw, chain forward, its policy*untracked*' "firewall"
got .nat.src 198.51.100.2 "translated source, although dropped"
r nft insert rule inet fw forward ct state untracked meta mark and 0xff00 == 0x100 accept
probe "${h2_to_s[@]}" proto udp dport 53
expect 198.51.100.2 isp2 "firewall with the rule"
r nft insert rule inet fw forward iifname lan ct state new tcp dport 25 reject
handle=$(r nft -j -a list chain inet fw forward | jq '[.nftables[].rule | select(.).handle] | max')
probe "${h2_to_s[@]}" proto tcp dport 25
mistake "nftables drops it in stage 1: table inet fw, chain forward, rule with handle $handle" "rejected"
probe "${h2_to_s6[@]}" proto tcp dport 25
mistake "nftables drops it in stage 1: table inet fw, chain forward, rule with handle $handle" "rejected, IPv6"
is "$(passed "$h2" errors)" 0 "ICMP errors at h2 about packets that it did not send"
r nft insert rule inet fw forward iifname lan ct state new tcp dport 26 queue num 7
probe "${h2_to_s[@]}" proto tcp dport 26
mistake 'nftables queues or steals it in stage 1: table inet fw, chain forward, rule*' "queued"
r nft delete table inet fw

# Packets lost between the chains
r ip rule del pref 1002
probe "${h2_to_s[@]}" proto icmp
mistake 'stage 2 leads back to nvi0*198.51.100.2*' "a loop"
is "$(drops "$r")" drop_loop=1 "drop counters above 0"
got '[.probe.end, .probe.stage, .probe.hook] | join(" ")' "lost 2 PRE_ROUTING" "the probe in a loop"
r ip rule add pref 1002 from 198.51.100.0/24 lookup 102
r tc qdisc add dev lan clsact
r nft add table netdev early
r nft add chain netdev early in "{ type filter hook ingress device lan priority 0; policy drop; }"
probe "${h2_to_s[@]}" proto icmp
mistake 'it did not arrive on lan: *' "dropped in front of all"
r nft delete table netdev early
r tc qdisc del dev lan clsact
is "$(left)" "$before" "state and packets at the providers: unchanged"

# Rules match the probe's mark
r ip rule add pref 1099 iif lan fwmark 9 lookup 101
probe "${h2_to_s[@]}" proto icmp mark 9
mistake 'no rule sends it to an nvi device*' "a mark that leads elsewhere"
r ip rule del pref 1099

# A probe must not disturb a connection with the same ports
h2 bash -c "exec 3<>/dev/udp/$SERVER4/9; echo >&3"
port=$(r nvictl -j flow show from 10.0.0.20 proto udp | jq '.[0].original.sport')
check 1 '*a new connection*omit it*' r nvictl path "${h2_to_s[@]}" proto udp sport "$port" dport 9 probe
check 1 '*"probe" needs "proto" tcp, udp or icmp*' r nvictl path "${h2_to_s[@]}" probe
check 1 '*needs a "dport"*' r nvictl path "${h2_to_s[@]}" proto tcp probe
check 1 '*exclude each other*' r nvictl path "${h2_to_s[@]}" proto icmp as 192.0.2.2 probe
check 2 '*CAP_NET_ADMIN*' ordinary "$r" nvictl path "${h2_to_s[@]}" proto icmp probe
