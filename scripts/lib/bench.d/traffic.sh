# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The bench's traffic. The variants are
#   udp        64 flows of IPv4; udp-N: N of them
#   udp6       64 flows of IPv6
#   new, new6  each packet begins a connection
#   tcp, tcp6  one connection with segmentation offload
#   echo, echo6  echo requests to the router, which replies
#   answer, answer6  replies of a UDP server on the router, by one socket
#   stream, stream6  replies by a connected socket for each of 64 flows
#   dest-N, host-N, routes-N, rules-N
#              flows to many destinations (see crowd.sh)
#   mix        many hosts, connections and destinations, in both directions (see mix.sh)
#   conn-N, dev-N, if-N  as udp, with N other connections, N nvi devices in all, or N other
#              interfaces on the router
# shellcheck disable=SC2154 # setup_ns sets the variables

# shellcheck disable=SC2034 # for scripts/lib/bench.d/run
echo_request="meta l4proto { icmp, icmpv6 } @th,0,8 { 8, 128 }"
PACKETS=${NVI_BENCH_PACKETS:-10000} MIB=32

# generate COUNT NS DEVICE MAC SOURCE DESTINATION SPORT DPORT: send packets by pktgen and
# print the instructions that the machine executed meanwhile. A port or an IPv4 address
# may be MIN-MAX.
#
# There are no pauses between packets. pktgen counts pauses as idle time, and with them the
# work that ksoftirqd does in a pause: sometimes up to 1.3 % of all work was not counted.
# Pauses that divide the 4 ms of a tick always coincide with the tick, an error of the same
# size.
generate()
{
	local count=$1 ns=$2 device=$3 mac=$4 src=$5 dst=$6 sport=$7 dport=$8 size=60 addresses

	addresses="'src_min ${src%-*}' 'src_max ${src#*-}' 'dst_min ${dst%-*}' 'dst_max ${dst#*-}'"
	# IPv6 requires 80
	[[ $src != *:* ]] || size=80 addresses="'src6 $src' 'dst6 $dst'"
	inside "$ns" "
		set_to() { echo \"\$2\" >/proc/net/pktgen/\"\$1\" || exit 1; }
		set_to kpktgend_0 rem_device_all
		set_to kpktgend_0 'add_device $device'
		for o in 'count $count' 'delay 0' 'clone_skb 0' 'pkt_size $size' 'dst_mac $mac' \
			$addresses \
			'udp_src_min ${sport%-*}' 'udp_src_max ${sport#*-}' \
			'udp_dst_min ${dport%-*}' 'udp_dst_max ${dport#*-}'; do
			set_to $device \"\$o\"
		done
		set_to pgctrl start
		while read -r line; do echo \"\$line\"; done </proc/net/pktgen/$device" |
		# Result: OK: 138233(c138183+d49) usec, 20000 (60byte,0frags)
		sed -nE 's/.*OK: ([0-9]+)\(c.*/\1000/p' | grep . || fail "pktgen in $ns failed"
}

# flows VARIANT COUNT: print the number of flows
flows()
{
	! crowded "$1" || { crowd_flows "$1"; return; }
	case $1 in
	udp-*) echo "${1#*-}" ;;
	new*) echo "$2" ;;
	*) echo 64 ;;
	esac
}

# outward VARIANT COUNT [PACKETS]: send packets from the LAN, of all flows in turn, and print
# the instructions
outward()
{
	local device=eth0 mac src=10.0.0.10 dst=$SERVER4 n

	n=$(flows "$1" "$2")
	[[ $1 != *6 ]] || src=fd00:a::10 dst=$SERVER6
	if [[ $scene == floor ]]; then
		device=eth1
		mac=$(mac_of "$to" eth0)
	else
		mac=$(mac_of "$r" lan)
	fi
	generate "${3:-$2}" "$g" "$device" "$mac" $src $dst "1024-$((1024 + n))" 9
}

# received VARIANT COUNT: print the instructions of receiving packets, without those of the
# generator. This is the floor of packets that the router itself sends.
received()
{
	local whole sender src=10.0.0.10 dst=$SERVER4 n

	n=$(flows "$1")
	[[ $1 != *6 ]] || src=fd00:a::10 dst=$SERVER6
	whole=$(outward "$1" "$2") || return
	sender=$(generate "$2" "$g" nowhere 02:00:00:00:00:01 $src $dst "1024-$((1024 + n))" 9) || return
	echo $((whole - sender))
}

# tcp VARIANT: send $MIB MiB, check their source address and print the instructions
tcp()
{
	local server=$SERVER4 ns said from

	[[ $1 != *6 ]] || server=$SERVER6
	said=$(pump up "$g" "$to" $server 5001 $MIB) || fail "$scene: the TCP connection failed" >&2
	read -r ns from <<<"$said"
	[[ " ${public[*]} " == *" $from "* ]] || fail "$scene: the TCP connection has the source $from" >&2
	echo "$ns"
}

# echoes VARIANT COUNT: send echo requests from provider 2 to the router, or from the
# generator to the receiver (floor), and print the instructions
echoes()
{
	local ns=$b device=eth0 mac src=$SERVER4 dst=198.51.100.2

	[[ $1 != *6 ]] || src=$SERVER6 dst=2001:db8:2::2
	if [[ $scene == floor ]]; then
		ns=$g device=eth1 mac=$(mac_of "$to" eth0)
		src=10.0.0.10
		[[ $1 != *6 ]] || src=fd00:a::10
	else
		mac=$(mac_of "$r" isp2)
	fi
	inside "$ns" "pings $device $mac $src $dst 64 $2"
}

# send VARIANT COUNT: send packets of the variant and print the instructions
send()
{
	if crowded "$1"; then
		crowd_out "$1" "$2"
		return
	fi
	case $1 in
	tcp*) tcp "$1" ;;
	echo*) echoes "$1" "$2" ;;
	answer* | stream*)
		if [[ $scene == floor ]]; then received "$1" "$2"; else own_replies "$1" "$2"; fi
		;;
	*)
		case $scene in
		reply-forwarded-*) replies "$1" "$2" ;;
		*) outward "$1" "$2" ;;
		esac
		;;
	esac
}

forget() { inside "$r" "conntrack -F >/dev/null 2>&1"; }

offloaded()
{
	(($(ip netns exec "$r" conntrack -L -f "$2" -p udp 2>/dev/null | grep -c OFFLOAD) >= $1))
}

# answered VARIANT: send a reply to every flow, so that conntrack calls it established and
# a flowtable takes it. NAT does not change the ports.
answered()
{
	local n isp=isp1 address=${public[0]} server=$SERVER4 family=ipv4

	n=$(flows "$1")
	[[ $to == "$a" ]] || isp=isp2
	[[ $1 != *6 ]] || address=${public[1]} server=$SERVER6 family=ipv6
	generate $((n * 2)) "$to" eth0 "$(mac_of "$r" $isp)" $server "$address" 9 \
		"1024-$((1024 + n))" >/dev/null
	outward "$1" $((n * 2)) >/dev/null
	[[ $scene != *flowtable ]] || wait_for 10 offloaded "$n" $family
}

# learns: true if the scene has a table of established flows
learns() { [[ $scene == *flowtable || $scene == *fast ]]; }

# offloads VARIANT: true if the packets of all flows take the table's path. After a change
# of routes or interfaces, about which the kernel may be notified late, the table drops each
# flow at its next packet until its garbage collector has run, for about a second.
offloads()
{
	local n before after i

	n=$(flows "$1")
	mapfile -t before < <(seen)
	send "$1" "$n" >/dev/null
	mapfile -t after < <(seen)
	read -ra i <<<"${WAY[$scene]}"
	((after[2] - before[2] == i[0] * n))
}

# crowd VARIANT: add the connections, devices or interfaces of conn-N, dev-N and if-N
crowd()
{
	local n=${1#*-} i buckets

	case $1 in
	conn-*)
		buckets=$((n > 16384 ? n : 16384))
		sysctl -qw net.netfilter.nf_conntrack_buckets=$buckets \
			net.netfilter.nf_conntrack_max=$((n + 100000))
		ip netns exec "$r" ct_fill "$n" || fail "cannot fill the table of connections"
		;;
	dev-*) for ((i = 1; i < n; i++)); do echo "link add nvi$i type nvi"; done | batch "$r" ;;
	if-*) for ((i = 1; i <= n; i++)); do echo "link add eth$i type dummy"; done | batch "$r" ;;
	esac
}

# gets_through VARIANT: true if a packet arrives. Neighbours are not resolved before
# duplicate address detection of the link-local address has ended.
gets_through()
{
	local before after

	mapfile -t before < <(seen)
	send "$1" 64 >/dev/null
	mapfile -t after < <(seen)
	((after[0] > before[0]))
}

# idle: true if no packet waits in a CPU's backlog, the twelfth column
idle()
{
	local -a word

	while read -ra word; do
		[[ ${word[11]-00000000} == 00000000 ]] || return 1
	done </proc/net/softnet_stat
}

# warm_up VARIANT: fill neighbour tables and caches, and make the connections
warm_up()
{
	forget
	case $1 in
	tcp*) return ;;	# pump warms up
	new*) wait_for 10 gets_through "$1" ;;
	answer* | stream*)
		[[ $scene == floor ]] || requests "$1"
		send "$1" 256 >/dev/null
		;;
	udp*)
		[[ $scene != reply-forwarded-* ]] || requests "$1"
		wait_for 10 gets_through "$1"
		send "$1" $(($(flows "$1") * 4)) >/dev/null
		! learns || answered "$1"
		;;
	dest* | host* | routes* | rules*) crowd_warm_up "$1" ;;
	mix*) mix_warm_up "$1" ;;
	*) crowd "$1"; send "$1" 256 >/dev/null ;;
	esac
}

# handed: print how many packets the receiver received and sent, GSO packets counted as one
# shellcheck disable=SC2016
handed()
{
	inside "$to" 'cd /sys/class/net/eth0/statistics; read -r n <rx_packets; read -r m <tx_packets
		echo $((n + m))'
}

# measure VARIANT: print the instructions per packet, or per MiB for TCP, and the number of
# packets: 1, or for TCP ten times those per MiB, with acknowledgements. Fails if a packet
# took another way.
measure()
{
	local variant=$1 before after took i packets want names=(arrived "with another source" \
		"forwarded by r" "forwarded by r2" "into ${dev:-an nvi device}" "put back by it")

	if [[ $variant == tcp* ]]; then
		before=$(handed)
		took=$(tcp "$variant") || exit 1
		# in tenths; pump sends a quarter more, to warm up
		echo $((took / MIB)) $((($(handed) - before) * 40 / (MIB * 5)))
		return
	fi
	if [[ $variant == mix* ]]; then
		mix_measure "$variant"
		return
	fi
	[[ $variant != new* ]] || forget
	! learns || wait_for 10 offloads "$variant"
	packets=$(packets "$variant")
	wait_for 10 idle
	mapfile -t before < <(seen)
	took=$(send "$variant" "$packets") || exit 1
	wait_for 10 idle
	mapfile -t after < <(seen)
	want=("$packets" 0)
	for i in ${WAY[$scene]}; do
		[[ $i == - ]] && want+=(-) || want+=($((i * packets)))
	done
	for i in "${!want[@]}"; do
		((after[i] -= before[i]))
		[[ ${want[i]} == - ]] || ((after[i] == want[i])) && continue
		cut -c1-26 /proc/net/softnet_stat >&2	# the second column: drops of a CPU's backlog
		[[ ! $dev ]] || drops "$r" "$dev" >&2
		fail "$scene $variant: of $packets packets ${after[i]} ${names[i]}, should be ${want[i]}" >&2
	done
	# each packet of the variant new must have made a connection
	if [[ $variant == new* && $scene != @(floor|forward) ]]; then
		i=$(inside "$r" "conntrack -C")
		((i >= packets)) || fail "$scene $variant: $packets packets made only $i connections" >&2
	fi
	echo $((took / packets)) 1
}
