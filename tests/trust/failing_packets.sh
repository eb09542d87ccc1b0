#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# When any single allocation for a connection's first packet fails, the packet is at most lost
#
#   tap lan 10.0.0.1 --.                                             p
#          fd00:a::1    this namespace  isp2 198.51.100.2  --- eth0 198.51.100.1
#                nvi0 -'                     2001:db8:2::2          2001:db8:2::1
#                                                            203.0.113.0/24, 2001:db8:ff::/64
#
# A program writes a frame to lan, a TAP device, so the packet's whole path up to netif_rx() in mode
# reinject is part of its system call. Later allocations fail by their slab cache. Each packet is
# the first of a connection, with a protocol that needs no checksum. p counts the packets that
# arrive, by source. A packet may be lost, but never leaves untranslated; sent again, it arrives.
# shellcheck disable=SC2154
[[ ${NVI_OWN_NET-} ]] || NVI_OWN_NET=1 exec unshare -n -- bash "$0"
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/failing.bash"
need socat nft ethtool conntrack

# octets HEX...: convert to printf's escapes
# shellcheck disable=SC2001 # & is sed's
octets() { local h=$*; h=${h// /}; sed 's/../\\x&/g' <<<"$h"; }

ETH="020000000001 020000000010"
# frame4 N [LENGTH]: print a frame 10.0.0.10 -> 203.0.113.N, protocol 253
frame4()
{
	local len=${2:-64} sum i head

	head=$(printf '4500%04x00000000 40fd%%04x 0a00000a cb0071%02x' "$len" "$1")
	# the template has %04x at the checksum's place
	i=$(printf "$head" 0)
	i=${i// /} sum=0
	while [[ $i ]]; do sum=$((sum + 16#${i:0:4})) i=${i:4}; done
	while ((sum >> 16)); do sum=$(((sum & 0xffff) + (sum >> 16))); done
	# shellcheck disable=SC2059
	printf "$(octets "$ETH 0800 $(printf "$head" $((~sum & 0xffff)))")"
	head -c $((len - 20)) /dev/zero
}

# frame6 N [LENGTH]: print a frame fd00:a::10 -> 2001:db8:ff::N
frame6()
{
	local len=${2:-64}

	# shellcheck disable=SC2059
	printf "$(octets "$ETH 86dd 60000000 $(printf '%04x' $((len - 40))) fd40" \
		"fd00000a000000000000000000000010 20010db800ff000000000000000000$(printf '%02x' "$1")")"
	head -c $((len - 40)) /dev/zero
}

# arrived: the number of packets with the right source so far
arrived()
{
	local word value name

	while read -r word value _; do
		[[ $word != counter ]] || name=$value
		[[ $word == packets ]] || continue
		[[ $name != wrong || $value == 0 ]] || fail "$value packets with a wrong source"
		[[ $name != right ]] || echo "$value"
	done < <(ip netns exec "$p" nft list counters)
}
more() { (($(arrived) > had)); }

tap() { socat -u "OPEN:$frame" TUN,tun-type=tap,iff-no-pi,tun-name=lan; }

# every_packet FAMILY WHAT [LENGTH]: send packets with each allocation failing in turn
every_packet()
{
	local n lost=0

	for ((n = 1; n < 250; n++)); do
		# resolve neighbours, and look up routes, again
		ip neigh flush dev isp2 2>/dev/null
		"frame$1" $n "${3-}" >"$frame"
		had=$(arrived)
		failing $n frame socat -u "OPEN:$frame" TUN,tun-type=tap,iff-no-pi,tun-name=lan
		[[ $how == failed ]] || break
		# lost, or delayed by neighbour resolution: send it again
		"frame$1" $n "${3-}" >"$frame"
		sleep 0.02
		more || lost=$((lost + 1))
		had=$(arrived)
		tap || fail "$2, IPv$1, after allocation $n: lan"
		wait_for 10 more
	done
	[[ $how == whole ]] || fail "$2, IPv$1: the allocations do not end"
	wait_for 10 more
	compare $((n - 1)) '>' 3 "$2, IPv$1: allocations that failed"
	compare $lost '>' 0 "$2, IPv$1: packets lost"
}

# cache_fails NAME FAMILY N COUNTER: let all allocations of a slab cache fail during stage 2's route
# lookup for address N. The packet is lost and counted by COUNTER; the next one arrives.
cache_fails()
{
	local cache=/sys/kernel/slab/$1 before now

	[[ -e $cache/failslab ]] || { echo "this kernel has no $cache/failslab"; return; }
	"frame$2" "$3" >"$frame"
	tap
	wait_for 10 more
	ip route flush cache	# stage 2 looks its route up again
	before=$(ethtool -S nvi0 | sed -n "s/.*$4: //p") had=$(arrived)
	only require nvi_lookup4
	echo 1 >"$cache/failslab"
	echo Y >"$slab/cache-filter"; echo 1 >"$slab/interval"; echo 0 >"$slab/space"
	echo -1 >"$slab/times"; echo 100 >"$slab/probability"
	tap
	now=$(ethtool -S nvi0 | sed -n "s/.*$4: //p")
	echo 0 >"$slab/probability"; echo N >"$slab/cache-filter"; echo 0 >"$cache/failslab"
	only require
	is $((now - before)) 1 "no $1 for stage 2: $4"
	is $(($(arrived) - had)) 0 "no $1 for stage 2: packets arrived"
	tap
	wait_for 10 more
	echo "ok: no $1 for stage 2: the next packet arrives"
}

topology()
{
	setup_ns p
	ip link set lo up
	ip tuntap add lan mode tap || skip "no TAP devices (CONFIG_TUN)"
	batch "$p" <<-EOT
		link add eth0 type veth peer name isp2 netns $$
		link set eth0 up
		addr add 198.51.100.1/24 dev eth0
		addr add 2001:db8:2::1/64 dev eth0 nodad
		addr add 203.0.113.1/24 dev lo
		addr add 2001:db8:ff::1/64 dev lo nodad
		route replace local 203.0.113.0/24 dev lo
		route replace local 2001:db8:ff::/64 dev lo
	EOT
	p nft -f - <<-EOT || fail "nftables"
		table inet c {
			counter right { }
			counter wrong { }
			chain pre {
				type filter hook prerouting priority 0
				iif eth0 meta l4proto 253 ip saddr 198.51.100.2 counter name right drop
				iif eth0 meta l4proto 253 ip6 saddr 2001:db8:2::2 counter name right drop
				iif eth0 meta l4proto 253 ip saddr 10.0.0.10 ip daddr 203.0.113.201 counter name right drop
				iif eth0 meta l4proto 253 counter name wrong drop
				iif eth0 ip frag-off & 0x1fff != 0 drop
			}
		}
	EOT
	ip -batch - <<-EOT || fail "topology"
		link set lan address 02:00:00:00:00:01 up
		link set isp2 up
		addr add 10.0.0.1/24 dev lan
		addr add fd00:a::1/64 dev lan nodad
		addr add 198.51.100.2/24 dev isp2
		addr add 2001:db8:2::2/64 dev isp2 nodad
	EOT
}

gateway_here()
{
	conntrack -F >/dev/null 2>&1	# the next packets are first packets again
	ip link add nvi0 type nvi $1
	ip link set nvi0 up
	ip route replace default dev nvi0 table 100
	ip -6 route replace default dev nvi0 table 100
}

frame=$(mktemp)
on_exit rm -f "$frame"
modprobe nvi
topology
for f in 4 6; do
	[[ $f == 4 ]] && from=198.51.100.0/24 via=198.51.100.1 || from=2001:db8:2::/64 via=2001:db8:2::1
	ip -$f -batch - <<-EOT || fail "rules, IPv$f"
		rule add pref 1002 from $from lookup 102
		rule add pref 1100 iif lan lookup 100
		route add default via $via table 102
	EOT
done
nft -f - <<-EOT || fail "nftables"
	table inet nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname nvi0 meta nfproto ipv4 snat ip to 198.51.100.2
			oifname nvi0 meta nfproto ipv6 snat ip6 to 2001:db8:2::2
		}
	}
EOT
sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
# The IPv4 routes' slab cache, with its name in newer and older kernels
routes=rtable
[[ -e /sys/kernel/slab/$routes ]] || routes=ip_dst_cache
for mode in "mode reinject" "fast on"; do
	gateway_here "$mode"
	# once before, for one-time allocations: modules, the router's own start
	for f in 4 6; do
		had=$(arrived)
		"frame$f" 250 >"$frame"
		wait_for 10 eval 'tap; more'
		every_packet $f "$mode"
	done
	cache_fails "$routes" 4 251 drop_no_memory
	ip link del nvi0
done
kept
