# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The router of the tests that send odd packets, and helpers to send them.
#
#           br_netfilter                            MTU 9000
#   h eth0 ------ lan0 (lan)  r  isp1 192.0.2.2    --------- w1  w
#     10.0.0.10   10.0.0.1   |   isp2 198.51.100.2 --------- w2
#     10.0.0.20           nvi0   (and the same in IPv6)
#                    vx, gx: VXLAN and GRE with metadata, to the router itself
#
# h and w have no addresses and answer nothing. oddpackets sends from them. The router has static
# neighbour entries. Every Ethernet device of the router has the address 02:00:00:00:00:01; h and
# w have 02:00:00:00:00:02.
# shellcheck disable=SC2154 # setup_ns sets the variables

ODD_SEED=${NVI_ODD_SEED:-1}
declare -A odd_sent odd_refused
declare -a odd_classes

_odd_links()
{
	batch "$r" <<-EOT
		link add lan address 02:00:00:00:00:01 type bridge mcast_snooping 0
		link add lan0 mtu 9000 address 02:00:00:00:00:01 type veth peer name eth0 mtu 9000 address 02:00:00:00:00:02 netns $h
		link add isp1 mtu 9000 address 02:00:00:00:00:01 type veth peer name w1 mtu 9000 address 02:00:00:00:00:02 netns $w
		link add isp2 mtu 9000 address 02:00:00:00:00:01 type veth peer name w2 mtu 9000 address 02:00:00:00:00:02 netns $w
		link add vx address 02:00:00:00:00:01 type vxlan external dstport 4789
		link add gx type gre external
		link set lan0 master lan up
		link set lan mtu 9000 up
		link set isp1 up
		link set isp2 up
		link set vx up
		link set gx up
	EOT
	ip -n "$h" link set eth0 up
	printf 'link set %s up\n' w1 w2 | batch "$w"
}

_odd_addresses()
{
	local a

	batch "$r" <<-EOT
		addr add 10.0.0.1/24 dev lan
		addr add 192.0.2.2/24 dev isp1
		addr add 198.51.100.2/24 dev isp2
		addr add fd00:a::1/64 dev lan nodad
		addr add 2001:db8:1::2/64 dev isp1 nodad
		addr add 2001:db8:2::2/64 dev isp2 nodad
		addr add 10.5.0.1/24 dev vx
		addr add 10.6.0.1/24 dev gx
		route add default via 192.0.2.1 table default
		route add default via 2001:db8:1::1 table default
		$(for a in lan=10.0.0.10 lan=10.0.0.20 lan=fd00:a::10 lan=fd00:a::20 isp1=192.0.2.1 \
			isp2=198.51.100.1 isp1=2001:db8:1::1 isp2=2001:db8:2::1; do
			echo "neigh add ${a#*=} lladdr 02:00:00:00:00:02 nud permanent dev ${a%=*}"
		done)
	EOT
}

# _odd_sysctls: let the router accept source routes and broadcasts, and run netfilter for
# bridged packets (br_netfilter)
_odd_sysctls()
{
	modprobe -q br_netfilter && r sysctl -qw net.bridge.bridge-nf-call-iptables=1 \
		net.bridge.bridge-nf-call-ip6tables=1 net.bridge.bridge-nf-call-arptables=1
	# shellcheck disable=SC2119
	forwarding "$r" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.lan.rp_filter=1 \
		net.ipv4.conf.isp1.rp_filter=2 net.ipv4.conf.isp2.rp_filter=2 \
		net.ipv4.conf.all.accept_source_route=1 net.ipv4.conf.lan.accept_source_route=1 \
		net.ipv6.conf.all.accept_source_route=1 net.ipv6.conf.lan.accept_source_route=1 \
		net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 \
		net.ipv4.icmp_echo_ignore_broadcasts=0 net.ipv4.ipfrag_time=1 net.ipv6.ip6frag_time=1
	r sysctl -qw net.netfilter.nf_conntrack_tcp_be_liberal=1 ||
		fail "no conntrack"
}

_odd_nft()
{
	r nft -f - <<-'EOT' || fail "nftables"
	table inet nat {
		chain pre {
			type nat hook prerouting priority dstnat
			ip saddr 203.0.113.1 ip daddr 192.0.2.2 dnat ip to 10.0.0.10
			ip saddr 203.0.113.1 ip daddr 198.51.100.2 dnat ip to 10.0.0.20
			ip6 saddr 2001:db8:ff::1 ip6 daddr 2001:db8:1::2 dnat ip6 to fd00:a::10
			ip6 saddr 2001:db8:ff::1 ip6 daddr 2001:db8:2::2 dnat ip6 to fd00:a::20
		}
		chain post {
			type nat hook postrouting priority srcnat
			oifname nvi0 ip saddr 10.0.0.20 snat ip to 198.51.100.2
			oifname nvi0 ip saddr 10.0.0.0/8 snat ip to 192.0.2.2
			oifname nvi0 ip6 saddr fd00:a::20 snat ip6 to 2001:db8:2::2
			oifname nvi0 ip6 saddr fd00::/8 snat ip6 to 2001:db8:1::2
		}
	}
	table inet count {
		counter given { }
		chain post {
			type filter hook postrouting priority 2147483647
			oifname nvi0 counter name given
		}
	}
	EOT
}

# odd_router: build the drawing without nvi0
odd_router()
{
	setup_ns h r w
	_odd_links
	_odd_addresses
	_odd_nft
	_odd_sysctls
}

# odd_device [ATTRIBUTE...]: create nvi0 in place of an earlier one
odd_device()
{
	ip -n "$r" link del nvi0 2>/dev/null
	ip -n "$r" link add nvi0 type nvi "$@" || fail "cannot make nvi0 $*"
	batch "$r" <<-EOT
		link set nvi0 addrgenmode none
		link set nvi0 up
	EOT
	batch "$r" -4 <<-EOT
		route add default dev nvi0 table 100
		route replace default via 192.0.2.1 table 101
		route replace default via 198.51.100.1 table 102
	EOT
	batch "$r" -6 <<-EOT
		route add default dev nvi0 table 100
		route replace default via 2001:db8:1::1 table 101
		route replace default via 2001:db8:2::1 table 102
	EOT
}

# odd_rules: add the rules, once; their tables are those of odd_device. The router's own default
# route is outside the main table: a path MTU learnt from an ICMPv6 error is an exception there,
# which suppress_prefixlength does not suppress, and forwarded packets would bypass nvi0.
odd_rules()
{
	local f public1=192.0.2.0/24 public2=198.51.100.0/24 icmp=icmp

	for f in 4 6; do
		batch "$r" -$f <<-EOT
			rule add pref 50 lookup main suppress_prefixlength 0
			rule add pref 900 iif lo ipproto $icmp lookup 100
			rule add pref 1001 from $public1 lookup 101
			rule add pref 1002 from $public2 lookup 102
			rule add pref 1100 iif lan lookup 100
			rule add pref 1101 iif vx lookup 100
			rule add pref 1102 iif gx lookup 100
			rule add pref 32768 lookup default
		EOT
		public1=2001:db8:1::/64 public2=2001:db8:2::/64 icmp=ipv6-icmp
	done
}

# odd_divert: redirect packets from 02:00:00:00:00:99 straight to nvi0, with tunnel metadata and a
# conntrack entry. (Fragments get only one of the two: act_mirred fragments again the packets that
# act_ct has reassembled, and warns about those with metadata; kernel 7.2.)
odd_divert()
{
	local p part metadata ct="action ct pipe"

	modprobe -q act_ct || ct=''
	r tc qdisc add dev lan0 clsact
	for p in ip ipv6; do
		for part in nofrag frag; do
			metadata="action tunnel_key set src_ip 10.0.0.9 dst_ip 10.0.0.8 id 7 pipe"
			[[ $part == nofrag || ! $ct ]] || metadata=''
			# shellcheck disable=SC2086 # words
			r tc filter add dev lan0 ingress protocol $p pref 1${#p}${#part} flower \
				ip_flags $part src_mac 02:00:00:00:00:99 $metadata $ct \
				action mirred egress redirect dev nvi0 || fail "tc, $p, $part"
		done
	done
	r tc filter add dev lan0 ingress protocol all pref 200 flower src_mac 02:00:00:00:00:99 \
		action mirred egress redirect dev nvi0 || fail "tc"
}

# odd_send NS COUNT [OPTION...] DEVICE: send odd packets; add to odd_sent and odd_refused, and
# set odd_given to the packets that the device accepted
odd_send()
{
	local ns=$1 count=$2 seed=$((ODD_SEED++)) class sent refused out

	out=$(ip netns exec "$ns" oddpackets "${@:3:$#-3}" "${!#}" "$seed" "$count") ||
		fail "oddpackets ${*:3}: status $?"
	odd_given=0
	while read -r class sent refused; do
		[[ -v odd_sent[$class] ]] || odd_classes+=("$class")
		odd_sent[$class]=$((${odd_sent[$class]-0} + sent))
		odd_refused[$class]=$((${odd_refused[$class]-0} + refused))
		odd_given=$((odd_given + sent))
	done <<<"$out"
}

# odd_summary: print the packets sent, one class a line
odd_summary()
{
	local class sent=0 refused=0

	printf '%-12s %9s %9s\n' class sent refused
	for class in "${odd_classes[@]}"; do
		printf '%-12s %9d %9d\n' "$class" "${odd_sent[$class]}" "${odd_refused[$class]}"
		sent=$((sent + odd_sent[$class])) refused=$((refused + odd_refused[$class]))
	done
	printf '%-12s %9d %9d\n' all $sent $refused
	odd_sent=() odd_refused=() odd_classes=()
}
