# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The gateway that most tests and the demo use.
#
#   h1 10.0.0.10 --.                                                     .-- p1 --.
#                   sw -- lan  r  isp1 192.0.2.2    ---- 192.0.2.1     --'         s 203.0.113.1
#   h2 10.0.0.20 --'      .1      isp2 198.51.100.2 ---- 198.51.100.1  ---- p2 --'   2001:db8:ff::1
#      fd00:a::10, ::20    |           2001:db8:1::2,    2001:db8:1::1
#                        nvi0          2001:db8:2::2     2001:db8:2::1
#
# The LAN's hosts have a default route to the router. Each provider forwards and counts only
# packets with a source address of its own network (BCP 38). The server routes each public
# network through its provider. There are no other routes.
# shellcheck disable=SC2154 # setup_ns sets the variables

SERVER4=203.0.113.1
SERVER6=2001:db8:ff::1

# link NS DEVICE NS DEVICE: a veth pair, both ends up
link()
{
	if ! { ip -n "$1" link add "$2" type veth peer name "$4" netns "$3" &&
		ip -n "$1" link set "$2" up && ip -n "$3" link set "$4" up; }; then
		fail "cannot make link $2 - $4"
	fi
}

# addr NS DEVICE ADDRESS...: add addresses, without DAD
addr()
{
	local ns=$1 dev=$2 a

	shift 2
	for a; do
		if [[ $a == *:* ]]; then
			ip -n "$ns" addr add "$a" dev "$dev" nodad
		else
			ip -n "$ns" addr add "$a" dev "$dev"
		fi || fail "cannot add $a to $dev"
	done
}

# forwarding NS [SYSCTL=VALUE...]: enable forwarding
forwarding()
{
	ip netns exec "$1" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 "${@:2}"
}

# batch NS [-4|-6]: run the ip commands on stdin in one process. In the lab, without KVM, each
# process start costs 40 ms.
batch()
{
	ip -n "$@" -batch - || fail "a command of ip -batch failed in $1"
}

# lan_host NS N: configure eth0 with 10.0.0.N and fd00:a::N, and .1 and ::1 as the router
lan_host()
{
	batch "$1" <<-EOT
		link set eth0 up
		addr add 10.0.0.$2/24 dev eth0
		addr add fd00:a::$2/64 dev eth0 nodad
		route add default via 10.0.0.1
		route add default via fd00:a::1
	EOT
}

_lan()
{

	batch "$sw" <<-EOT
		link add br0 type bridge
		link set br0 up
		link add r type veth peer name lan netns $r
		link set r master br0 up
		link add h1 type veth peer name eth0 netns $h1
		link set h1 master br0 up
		link add h2 type veth peer name eth0 netns $h2
		link set h2 master br0 up
	EOT
	lan_host "$h1" 10
	lan_host "$h2" 20
}

# _provider N NS NET4: connect isp$N of the router to the server
_provider()
{
	local n=$1 ns=$2 net=$3

	batch "$ns" <<-EOT
		link add eth0 type veth peer name isp$n netns $r
		link add wan type veth peer name p$n netns $s
		link set eth0 up
		link set wan up
		addr add $net.1/24 dev eth0
		addr add 2001:db8:$n::1/64 dev eth0 nodad
		addr add 10.9.$n.1/24 dev wan
		addr add fd00:9:$n::1/64 dev wan nodad
		route add $SERVER4 via 10.9.$n.2
		route add $SERVER6 via fd00:9:$n::2
	EOT
	batch "$s" <<-EOT
		link set p$n up
		addr add 10.9.$n.2/24 dev p$n
		addr add fd00:9:$n::2/64 dev p$n nodad
		route add $net.0/24 via 10.9.$n.1
		route add 2001:db8:$n::/64 via fd00:9:$n::1
	EOT
	forwarding "$ns"
	ip netns exec "$ns" nft -f - <<-EOT || fail "cannot set up provider $n"
	table inet isp {
		counter out { }
		counter in { }
		counter bogus { }
		chain forward {
			type filter hook forward priority filter
			iifname eth0 ip saddr != $net.0/24 counter name bogus drop
			iifname eth0 ip6 saddr != 2001:db8:$n::/64 counter name bogus drop
			iifname eth0 counter name out
			oifname eth0 counter name in
		}
	}
	EOT
}

# gateway_nets: build the drawing above without nvi0. The default route is isp1.
gateway_nets()
{
	setup_ns h1 h2 sw r p1 p2 s
	_lan
	_provider 1 "$p1" 192.0.2
	_provider 2 "$p2" 198.51.100
	batch "$s" <<-EOT
		addr add $SERVER4/32 dev lo
		addr add $SERVER6/128 dev lo nodad
	EOT
	batch "$r" <<-EOT
		link set lan up
		link set isp1 up
		link set isp2 up
		addr add 10.0.0.1/24 dev lan
		addr add fd00:a::1/64 dev lan nodad
		addr add 192.0.2.2/24 dev isp1
		addr add 2001:db8:1::2/64 dev isp1 nodad
		addr add 198.51.100.2/24 dev isp2
		addr add 2001:db8:2::2/64 dev isp2 nodad
		route add default via 192.0.2.1
		route add default via 2001:db8:1::1
	EOT
	# strict rp_filter on the LAN, loose on the providers' interfaces
	forwarding "$r" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.lan.rp_filter=1 \
		net.ipv4.conf.isp1.rp_filter=2 net.ipv4.conf.isp2.rp_filter=2
}

# nvi_device NAME [ATTRIBUTE...]: create an nvi device in the router. With NVI_MODE=fast it has
# the fast path, unless an ATTRIBUTE excludes it.
nvi_device()
{
	local name=$1
	local -a fast=()

	shift
	# the kernel refuses fast on with these attributes
	if fast && [[ " $*" != *" "@(fast |mode reflect|hops two|replay on|ingress self)* ]]; then
		fast=(fast on)
	fi
	ip -n "$r" link add "$name" type nvi "${fast[@]}" "$@" ||
		fail "cannot make $name"
}

# two_stages [ATTRIBUTE...]: create nvi0 and the rules of the README
two_stages()
{
	nvi_device nvi0 "$@"
	batch "$r" -4 <<-EOT
		link set nvi0 up
		route add default dev nvi0 table 100
		route add default via 192.0.2.1 table 101
		route add default via 198.51.100.1 table 102
		rule add pref 50 lookup main suppress_prefixlength 0
		rule add pref 1001 from 192.0.2.0/24 lookup 101
		rule add pref 1002 from 198.51.100.0/24 lookup 102
		rule add pref 1100 iif lan lookup 100
	EOT
	batch "$r" -6 <<-EOT
		route add default dev nvi0 table 100
		route add default via 2001:db8:1::1 table 101
		route add default via 2001:db8:2::1 table 102
		rule add pref 50 lookup main suppress_prefixlength 0
		rule add pref 1001 from 2001:db8:1::/64 lookup 101
		rule add pref 1002 from 2001:db8:2::/64 lookup 102
		rule add pref 1100 iif lan lookup 100
	EOT
}

# snat RULE...: source NAT on nvi0's output, one nftables rule each
snat()
{
	local rule

	{
		echo "table inet nat {"
		echo "chain post { type nat hook postrouting priority srcnat; "
		for rule; do echo "oifname nvi0 $rule"; done
		printf '}\n}\n'
	} | ip netns exec "$r" nft -f - || fail "nftables refused: $*"
}

# gateway [ATTRIBUTE...]: build everything. h1 is translated to an address of provider 1, h2 to
# one of provider 2.
gateway()
{
	gateway_nets
	two_stages "$@"
	snat "ip saddr 10.0.0.10 snat ip to 192.0.2.2" \
		"ip saddr 10.0.0.20 snat ip to 198.51.100.2" \
		"ip6 saddr fd00:a::10 snat ip6 to 2001:db8:1::2" \
		"ip6 saddr fd00:a::20 snat ip6 to 2001:db8:2::2"
}

# check_sources6: the firewall's check of IPv6 sources, as in the README; counts `spoofed`
check_sources6()
{
	r nft -f - <<-'EOT' || fail "nftables"
		table inet guard {
			counter spoofed { }
			chain pre {
				type filter hook prerouting priority filter
				meta nfproto ipv6 iifname lan ct state != untracked fib saddr . iif oif missing counter name spoofed drop
			}
		}
	EOT
}

# inbound_to_h2: DNAT from provider 2's address to h2
inbound_to_h2()
{
	ip netns exec "$r" nft -f - <<-EOT || fail "nftables"
	table inet inside {
		chain pre {
			type nat hook prerouting priority dstnat
			iifname isp2 ip daddr 198.51.100.2 dnat ip to 10.0.0.20
			iifname isp2 ip6 daddr 2001:db8:2::2 dnat ip6 to fd00:a::20
		}
	}
	EOT
}
