#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Under mixed traffic with a change each second, counters agree, memory does not leak and routes stay right
#
# The gateway of tests/gateway.sh. For NVI_SOAK_SECONDS (30), h1 and h2 exchange ICMP, UDP and TCP
# with the server over IPv4 and IPv6, over lasting and new connections. Each second a route, a rule
# and an attribute of nvi0 change; no packet may be lost or leave through another provider. Half of
# the time, established connections take the fast path. The providers count packets with a source of
# the other provider.
# shellcheck disable=SC2154,SC2016
. "$(dirname "$0")/../lib.sh"
need socat pings pump talk conntrack

seconds=${NVI_SOAK_SECONDS:-30}
rt() { ip -n "$r" "$@"; }
leaks=/sys/kernel/debug/kmemleak

# objects CACHE...: the objects in use, from /proc/slabinfo. (KASAN keeps freed objects for a while;
# shrinking a cache releases them.)
objects()
{
	local c

	for c; do
		[[ ! -w /sys/kernel/slab/$c/shrink ]] || echo 1 >"/sys/kernel/slab/$c/shrink"
	done
	awk -v names=" $* " 'index(names, " " $1 " ") { n = $2 } END { print n + 0 }' /proc/slabinfo
}
available() { awk '/^MemAvailable/ { print $2 }' /proc/meminfo; }

# at_rest: print "KiB available, objects" without traffic
at_rest()
{
	local ns text

	for ns in h1 h2 r p1 p2 s; do
		ip netns exec "${!ns}" conntrack -F >/dev/null 2>&1
		ip -n "${!ns}" neigh flush all
		ip -n "${!ns}" route flush cache
	done
	echo 1 >/proc/sys/vm/drop_caches
	sleep 2	# for RCU callbacks, whose end cannot be observed
	text=$(available)
	# (IPv4: the cache's name in older and newer kernels)
	echo "$text $(objects nf_conntrack) $(objects ip_dst_cache rtable) $(objects ip6_dst_cache)"
}

# traffic: run each of these commands again and again until quiet_down
again() { while :; do "$@" >/dev/null 2>&1; done; }
udp() { head -c 20000 /dev/zero | ip netns exec "$1" socat -u -b 500 - "UDP:$2:7777"; sleep 0.1; }
talks() { yes 100 | head -n 5 | ip netns exec "$1" talk -n 8 -t 200 "$2" $ECHO; }
frames() { ip netns exec "$1" pings eth0 "$MAC" "$2" "$3" 64 100; sleep 0.05; }
traffic()
{
	traffic=()
	while read -r line; do
		# shellcheck disable=SC2086 # words
		start again $line
		traffic+=("$pid")
	done <<-EOT
		ip netns exec $h1 ping -q -i 0.01 -c 500 $SERVER4
		ip netns exec $h2 ping -q -i 0.01 -c 500 -s 1200 $SERVER6
		ip netns exec $h2 ping -q -i 0.02 -c 10 $SERVER4
		frames $h1 10.0.0.10 $SERVER4
		frames $h2 fd00:a::20 $SERVER6
		udp $h1 [$SERVER6]
		udp $h2 $SERVER4
		talks $h1 $SERVER4
		talks $h2 $SERVER6
		pump up $h1 $s $SERVER4 7011 1
		pump down $h2 $s $SERVER6 7012 1
		ask $h2 tcp $SERVER4
	EOT
}
quiet_down()
{
	local dir

	stop "${traffic[@]}"
	# processes that those shells have started

	for dir in /proc/[0-9]*; do
		[[ $dir/ns/net -ef /run/netns/$h1 || $dir/ns/net -ef /run/netns/$h2 ]] &&
			kill "${dir#/proc/}" 2>/dev/null
	done
	wait_for 20 still
}
outs() { echo "$(passed "$p1" out) $(passed "$p2" out) $(link_stats "$r" nvi0 tx_packets)"; }
still() { local b; b=$(outs); sleep 0.5; [[ $b == "$(outs)" ]]; }

# change N: the changes of second N
change()
{
	local fast=("fast off" "hops one fast on")

	# shellcheck disable=SC2086 # words
	case $(($1 % 5)) in
	0) rt link set nvi0 type nvi ${fast[$1 / 5 % 2]} ;;
	1) rt rule add pref 900 from 198.51.100.0/24 lookup 102; rt -6 rule add pref 900 to 2001:db8:77::/64 lookup 102 ;;
	2) rt rule del pref 900; rt -6 rule del pref 900 ;;
	3) rt link set nvi0 type nvi hops $(($1 % 2 + 1)) learn follow ;;
	4) rt link add "extra$1" type nvi; rt link set "extra$1" up; rt link del "extra$1" ;;
	esac
	rt route replace default via 198.51.100.1 table 102 metric 0
	rt route replace default via 198.51.100.1 table 102 metric 700
	rt route del default via 198.51.100.1 table 102 metric 700
	rt route replace 203.0.113.0/24 via 192.0.2.1 table 101
	rt -6 route replace 2001:db8:ff::/64 via 2001:db8:2::1 table 102
}

gateway
for f in -4 -6; do rt $f route add unreachable default metric 4000 table 100; done
MAC=$(r cat /sys/class/net/lan/address)
whoami "$s" tcp
echoes "$s"
start ip netns exec "$s" socat -u UDP6-RECV:7777,ipv6only=0 OPEN:/dev/null
[[ ! -e $leaks ]] || echo clear >$leaks 2>/dev/null

# once before the measurement, so that one-time allocations exist
traffic
for ((n = 0; n < 6; n++)); do change $n || fail "change $n"; sleep 0.5; done
quiet_down
read -r mem ct dst4 dst6 <<<"$(at_rest)"
traffic
end=$((SECONDS + seconds))
for ((n = 0; SECONDS < end; n++)); do
	change $n || fail "change $n"
	[[ "$(passed "$p1" bogus) $(passed "$p2" bogus)" == "0 0" ]] || fail "second $n: packets with a wrong source"
	sleep 0.7
done
((n % 5 != 2)) || change 2
quiet_down

# Counters agree: packets through nvi0 have left through the providers, except for drops
ethtool=$(r ethtool -S nvi0)
sum() { awk -v p="$1" '$1 ~ p { n += $2 } END { print n + 0 }' <<<"$ethtool"; }
read -r out1 out2 tx <<<"$(outs)"
rx=$(link_stats "$r" nvi0 rx_packets)
echo "rounds: $n; through provider 1, 2: $out1, $out2; through nvi0: $tx; drops: $(drops "$r")"
is "$(sum '^(reinject|fast|reflect)_ipv.:')" $((tx + rx)) "packets re-injected, fast and reflected, against tx_packets plus rx_packets"
compare "$rx" '>' 100 "answers on the fast path"
stray=$((tx - out1 - out2 - $(sum '^drop_(loop|multicast|no_route|martian|ttl|too_big|policy):')))
compare "${stray#-}" '<=' $((tx / 1000)) "difference between nvi0 and the providers"
is "$(passed "$p1" bogus) $(passed "$p2" bogus)" "0 0" "packets with a wrong source at provider 1, 2"
compare "$tx" '>' $((seconds * 50)) "packets through nvi0"

# Memory is back at its earlier level
read -r mem2 ct2 dst42 dst62 <<<"$(at_rest)"
echo "KiB available $mem -> $mem2; connections $ct -> $ct2, IPv4 routes $dst4 -> $dst42, IPv6 routes $dst6 -> $dst62"
compare $((mem > mem2 ? mem - mem2 : 0)) '<' 16384 "KiB less"
compare $((ct2 > ct ? ct2 - ct : 0)) '<' 500 "more conntrack entries"
compare $((dst42 > dst4 ? dst42 - dst4 : 0)) '<' 500 "more IPv4 routes"
compare $((dst62 > dst6 ? dst62 - dst6 : 0)) '<' 500 "more IPv6 routes"
