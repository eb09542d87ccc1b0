#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# With `fast on`, an XDP program forwards an established connection in both directions
#
# The gateway of tests/gateway.sh, and `xdp-forward -f flowtable` of xdp-tools on lan and isp2. The
# first packet of a UDP exchange and its answer take the slow path. XDP forwards all later ones:
# provider 2 receives them translated, with the TTL decremented once, and no counter of the router
# counts them, including nvi0's fast_ipv4 and conntrack's. A change of IPv4 routing ends this, and
# so does deleting nvi0.
#
# xdp-forward looks up the route of the translated packet with lan as input interface. That lookup
# ignores suppress_prefixlength of an IPv6 rule and finds main's default route, by isp1. Without XDP
# on isp1, the hook of the fast path forwards the packet instead. With XDP on isp1, IPv6 leaves
# through the right provider if the default route is in another table.
#
# The lab has no xdp-forward; scripts/vm copies it and its xdp-dispatcher.o there (--bin, --file).
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../exchange.sh"
need xdp-forward socat conntrack
[[ $(xdp-forward load --version) =~ version\ ([0-9.]+) ]] || skip "xdp-forward does not tell its version"
# (1.5.4 looks up the route before translation, and cannot be loaded on 7.2)
[[ $(printf '%s\n' 1.6.3 "${BASH_REMATCH[1]}" | sort -V | head -n 1) == 1.6.3 ]] ||
	skip "xdp-forward ${BASH_REMATCH[1]} is too old; 1.6.3 is needed"
modprobe -q nf_flow_table
grep -qw bpf_xdp_flow_lookup /proc/kallsyms || skip "the kernel has no flow table lookup for XDP (6.11)"
[[ -e /sys/kernel/btf/nf_flow_table ]] || skip "there is no BTF of nf_flow_table"

# nsenter, because a bpffs mounted by ip netns exec would not outlive the command
xdp() { nsenter --net="/run/netns/$r" xdp-forward "$@" 2>&1; }
redirected() { echo $(($(counter "$r" rx_queue_0_xdp_redirect "$1") - ${2:-0})); }
emptied() { (($(counter "$r" fast_emptied) > $1)); }

# ask: send one datagram of one fixed connection and print its answer
# shellcheck disable=SC2016
ask()
{
	h2 timeout 20 bash -c 'exec 3< <(echo x | socat -t 1 - "UDP4:$0:7010,sourceport=7020")
		cat <&3' "$SERVER4"
}

gateway fast on
count_forward
p2 nft -f - <<'EOT'
table inet hop {
	counter hop { }
	chain pre {
		type filter hook prerouting priority raw
		iifname eth0 ip ttl 63 udp dport 7010 counter name hop
		iifname eth0 ip6 hoplimit 63 udp dport 7010 counter name hop
	}
}
EOT
r sysctl -qw net.netfilter.nf_conntrack_acct=1
# veth: XDP sees the checksum as stored in the packet, and redirects only to a peer with NAPI
for link in "$h2 eth0" "$s p2"; do
	read -r ns dev <<<"$link"
	ip netns exec "$ns" ethtool -K "$dev" tx off >/dev/null || fail "ethtool"
done
sw ethtool -K r gro on
p2 ethtool -K eth0 gro on
says=$(xdp load -f flowtable lan isp2) || skip "xdp-forward cannot be loaded: $says"
on_exit xdp unload lan isp2
fast_settled "$r"

# forwarded 4|6 OUT BACK: XDP must forward so many packets of an exchange of 20
forwarded()
{
	local n=$1 server=SERVER$1 p2out p2in hop fast out back counts
	local -a was link

	server=${!server}
	# the first connection registers the hooks
	exchange "$h2" "$server" 4 >/dev/null
	r conntrack -F 2>/dev/null
	read -ra was <<<"$(slow)"
	p2out=$(passed "$p2" out) p2in=$(passed "$p2" in) hop=$(passed "$p2" hop)
	fast=$(counter "$r" "fast_ipv$n")
	read -ra link <<<"$(link_stats "$r" nvi0 tx_packets rx_packets)"
	out=$(redirected lan) back=$(redirected isp2)
	is "$(exchange "$h2" "$server" 20 | xargs)" "$(seq -s ' ' 20)" "IPv$n: echoed over UDP"
	is "$(redirected lan "$out") $(redirected isp2 "$back")" "$2 $3" \
		"IPv$n: forwarded by XDP: out, back"
	is "$(($(passed "$p2" out) - p2out)) $(($(passed "$p2" in) - p2in)) $(($(passed "$p2" hop) - hop))" \
		"20 20 20" "IPv$n: packets through provider 2: out, in, TTL decremented once"
	is "$(slow)" "$((was[0] + 1)) $((was[1] + 1)) $((was[2] + 1))" \
		"IPv$n: packets in FORWARD: stage 1, stage 2, back"
	is $(($(counter "$r" "fast_ipv$n") - fast)) $((38 - $2 - $3)) "IPv$n: packets on the fast path"
	is "$(link_stats "$r" nvi0 tx_packets rx_packets)" "$((link[0] + 20 - $2)) $((link[1] + 19 - $3))" \
		"IPv$n: nvi0's packets: sent, received"
	counts=$(r conntrack -L -f "ipv$n" -p udp 2>/dev/null | grep -F '[OFFLOAD]' |
		grep -oE 'packets=[0-9]+' | xargs)
	is "$counts" "packets=$((20 - $2)) packets=$((20 - $3))" "IPv$n: conntrack's counts"
}

for n in 4 6; do
	server=SERVER$n
	echo_server "$s" $n "${!server}"
	wait_for 10 listening "$s" udp 7010 $((n == 4 ? 1 : 2))
done
forwarded 4 19 19
forwarded 6 0 19
batch "$r" -6 <<-EOT
	rule add pref 32767 lookup default
	route add default via 2001:db8:1::1 table default
	route del default via 2001:db8:1::1 table main
EOT
xdp unload lan isp2
p1 ethtool -K eth0 gro on
works "XDP also on isp1" xdp load -f flowtable lan isp1 isp2
on_exit xdp unload isp1
# (XDP does not forward to an unresolved neighbour)
works "the router pings provider 1" r ping -q -c 1 2001:db8:1::1
fast_settled "$r"
forwarded 6 19 19

# An unrelated IPv4 route: the fast path is emptied, and a new flow table serves XDP
n=$(counter "$r" fast_emptied)
r ip route add 203.0.113.99 via 192.0.2.1
wait_for 5 emptied "$n"
fast_settled "$r"
forwarded 4 19 19

# A route that leads stage 1 elsewhere
for _ in {1..4}; do ask >/dev/null; done
out=$(redirected lan)
is "$(ask)$(redirected lan "$out")" x1 "answer, and packets forwarded by XDP"
n=$(counter "$r" fast_emptied)
r ip route replace blackhole default table 100
wait_for 5 emptied "$n"
out=$(redirected lan)
is "$(ask)$(redirected lan "$out")" 0 "stage 1's route a blackhole: answer, and packets forwarded by XDP"
r ip route replace default dev nvi0 table 100
fast_settled "$r"
for _ in {1..4}; do ask >/dev/null; done
out=$(redirected lan)
is "$(ask)$(redirected lan "$out")" x1 "route restored: answer, and packets forwarded by XDP"
is "$(passed "$p1" out) $(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0 0" "packets through provider 1, and with a wrong source at provider 1, 2"
is "$(drops "$r")" "" "drop counters above 0"

r ip link del nvi0
out=$(redirected lan)
is "$(ask)$(redirected lan "$out")" 0 "without nvi0: answer, and packets forwarded by XDP"
