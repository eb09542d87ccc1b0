#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Stage 2 selects the next hop that plain routing selects, with each hash policy
#
# The gateway of tests/gateway.sh. Both providers carry 192.0.2.77, and table 101 leads to both. h1
# also has that address. Its packets from 192.0.2.77 are routed once, by table 101, as without NVI.
# Its packets from 10.0.0.10 are translated to 192.0.2.77 and have two stages. Then the packets are
# identical and must leave through the same provider: 32 connections to one port of the server that
# differ in the source port, and a GRE tunnel to the server that carries packets to 32 addresses.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
modprobe -a pktgen ip_gre || skip "this kernel has no pktgen or no GRE"
modprobe -q nf_conntrack_proto_gre

N=32

# arrived ports|gre: true if all N packets have arrived
arrived() { (($(passed "$p1" "$1") + $(passed "$p2" "$1") == N)); }

# way ports|gre: set $two to the packets through provider 2 since the last call, and $way to the
# source ports seen at provider 1
way()
{
	wait_for 10 arrived "$1"
	two=$(passed "$p2" "$1")
	way=$(p1 nft list set inet seen sources | sed -n '/elements/,/}/p' | tr -d ' \t\n')
	for i in p1 p2; do
		ip netns exec "${!i}" nft flush set inet seen sources
		ip netns exec "${!i}" nft reset counter inet seen "$1" >/dev/null
	done
}

# sent ports|gre SOURCE: send N packets from SOURCE
sent()
{
	# conntrack tuples of one source must not clash with those of the other
	r conntrack -F 2>/dev/null
	if [[ $1 == ports ]]; then
		pktgen "$h1" eth0 "count $N" "pkt_size 90" "dst_mac $mac" "src_min $2" "src_max $2" \
			"dst_min $SERVER4" "dst_max $SERVER4" "udp_src_min 5000" "udp_src_max $((5000 + N))" \
			"udp_dst_min 9" "udp_dst_max 9"
	else
		pktgen "$h1" "gre${2//./}" "count $N" "pkt_size 90" "dst_mac 02:00:00:00:00:01" \
			"src_min 172.30.0.1" "src_max 172.30.0.1" "dst_min 172.31.0.0" "dst_max 172.31.0.$N" \
			"udp_src_min 5000" "udp_src_max 5000" "udp_dst_min 9" "udp_dst_max 9"
	fi
}

# expect one|spread|same ports|gre WHAT: check the distribution with the current sysctls
expect()
{
	local plain plain2 before

	sent "$2" 192.0.2.77
	way "$2"
	plain=$way plain2=$two before=$(stage2 "$r" 4)
	sent "$2" 10.0.0.10
	way "$2"
	is $(($(stage2 "$r" 4) - before)) $N "$3: packets in stage 2"
	case $1 in
	one)
		((two == 0 || two == N)) || fail "$3: packets through both providers, $two through 2"
		echo "ok: $3: all packets through one provider"
		;;
	spread)
		# fewer than 4 of 32 on one side happen once in 400,000 runs
		compare "$two" '>=' 4 "$3: packets through provider 2"
		compare "$two" '<=' $((N - 4)) "$3: packets through provider 2"
		;;
	esac
	is "$two" "$plain2" "$3: packets through provider 2, compared with one stage"
	[[ $way == "$plain" ]] || fail "$3: source ports at provider 1: two stages $way, one stage $plain"
	[[ $2 != ports ]] || echo "ok: $3: source ports at provider 1 are the same as in one stage"
}

policy()
{
	r sysctl -qw net.ipv4.fib_multipath_hash_policy="$1" 2>/dev/null
}

gateway
need conntrack
r nft insert rule inet nat post oifname nvi0 ip saddr 10.0.0.10 snat ip to 192.0.2.77
r sysctl -qw net.ipv4.conf.lan.rp_filter=0
ip -n "$r" route replace default table 101 nexthop via 192.0.2.1 dev isp1 nexthop via 198.51.100.1 dev isp2
ip -n "$r" route add 192.0.2.77 via 10.0.0.10
addr "$h1" eth0 192.0.2.77/32
mac=$(r cat /sys/class/net/lan/address)
for a in 192.0.2.77 10.0.0.10; do
	ip -n "$h1" link add "gre${a//./}" type gretap local $a remote $SERVER4
	ip -n "$h1" link set "gre${a//./}" up
	# no router solicitations from this device
	h1 sysctl -qw net.ipv6.conf."gre${a//./}".disable_ipv6=1
done
# The providers count the packets and drop them. (0x6558 is Ethernet in GRE.)
for i in p1 p2; do
	ip netns exec "${!i}" nft -f - <<-EOT || fail "nftables"
		table inet seen {
			counter ports { }
			counter gre { }
			set sources { type inet_service; size 64; flags dynamic; }
			chain pre {
				type filter hook prerouting priority filter
				ip saddr 192.0.2.77 udp dport 9 counter name ports add @sources { udp sport } drop
				ip saddr 192.0.2.77 meta l4proto gre @th,0,32 0x6558 counter name gre drop
			}
		}
	EOT
done

policy 0
expect one ports "policy 0, ports"
expect one gre "policy 0, tunnel"
policy 1
expect spread ports "policy 1, ports"
# (h1 has hashed the inner packet, as a network card may, and policy 1 uses that hash)
expect same gre "policy 1, tunnel"
if policy 2; then
	expect one ports "policy 2, ports"
	expect spread gre "policy 2, tunnel"
else
	echo "this kernel has no policy 2"
fi
if policy 3; then
	# source port, destination port, protocol, inner destination
	for fields in spread:0x0010 one:0x0020 one:0x0004; do
		r sysctl -qw net.ipv4.fib_multipath_hash_fields=${fields#*:}
		expect ${fields%:*} ports "policy 3, fields ${fields#*:}, ports"
	done
	r sysctl -qw net.ipv4.fib_multipath_hash_fields=0x0080
	expect spread gre "policy 3, fields 0x0080, tunnel"
	r sysctl -qw net.ipv4.fib_multipath_hash_fields=0x0003
	expect one gre "policy 3, fields 0x0003, tunnel"
else
	echo "this kernel has no policy 3: it came with 5.14"
fi
is "$(drops "$r")" "" "drop counters above 0"
