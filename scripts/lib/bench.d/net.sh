# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The bench's networks, and the counters of the way that packets took.
#
#   g 10.0.0.10 --- lan r isp1 --- a 192.0.2.1
#     fd00:a::10        isp2 --- b 198.51.100.1    203.0.113.1, 198.18.0.0/15 behind both
#                                  2001:db8:N::1   2001:db8:ff::1
# shellcheck disable=SC2154 # setup_ns sets the variables

# receiver NS IPV4SOURCE IPV6SOURCE MATCH [DEVICE]: count and drop matching packets at
# ingress. Packets with another source address have a counter of their own.
receiver()
{
	ip netns exec "$1" nft -f - <<-EOT || fail "cannot set up the receiver in $1"
	table netdev rx
	delete table netdev rx
	table netdev rx {
		counter got { }
		counter wrong { }
		chain in {
			type filter hook ingress device ${5:-eth0} priority 0
			ip saddr $2 $4 counter name got drop
			ip6 saddr $3 $4 counter name got drop
			$4 counter name wrong drop
		}
	}
	EOT
}

# provider N NS NET4: set up isp$N of the router and the provider's namespace
provider()
{
	local n=$1 ns=$2 net=$3

	batch "$ns" <<-EOT
		link add eth0 type veth peer name isp$n netns $r
		link set eth0 up
		addr add $net.1/24 dev eth0
		addr add 2001:db8:$n::1/64 dev eth0 nodad
		addr add $SERVER4/32 dev lo
		addr add $SERVER6/128 dev lo nodad
		route add local 198.18.0.0/15 dev lo
		route add 10.0.0.0/16 via $net.2
		route add fd00:a::/64 via 2001:db8:$n::2
	EOT
	batch "$r" <<-EOT
		link set isp$n up
		addr add $net.2/24 dev isp$n
		addr add 2001:db8:$n::2/64 dev isp$n nodad
	EOT
}

# nets: set up the networks above; the default route is by isp1
nets()
{
	setup_ns g r a b
	ip -n "$g" link add eth0 type veth peer name lan netns "$r"
	lan_host "$g" 10
	provider 1 "$a" 192.0.2
	provider 2 "$b" 198.51.100
	batch "$r" <<-EOT
		link set lan up
		addr add 10.0.0.1/24 dev lan
		addr add fd00:a::1/64 dev lan nodad
		route add 10.0.0.0/16 dev lan
		route add default via 192.0.2.1
		route add default via 2001:db8:1::1
	EOT
	forwarding "$r" net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.lan.rp_filter=0
	# The clock of an idle machine jumps to the next timer, so half a minute passes at once.
	# A flow that leaves a flowtable keeps the difference of the last two timeouts and would
	# be a new connection if that were zero. 5.10 has no timeout for flowtables.
	ip netns exec "$r" sysctl -eqw net.netfilter.nf_conntrack_udp_timeout=36000 \
		net.netfilter.nf_conntrack_udp_timeout_stream=36000 \
		net.netfilter.nf_flowtable_udp_timeout=18000
}

# A shell runs in each namespace, because starting a program takes 40 ms in the machine
declare -A ASK ANSWER
SHELLS=$(mktemp -d)
on_exit rm -rf "$SHELLS"

# inside NS COMMANDS: run the commands in the shell of the namespace; their output must
# consist of lines
inside()
{
	local line in out

	if [[ ! ${ASK[$1]-} ]]; then
		mkfifo "$SHELLS/$1.in" "$SHELLS/$1.out"
		ip netns exec "$1" bash <"$SHELLS/$1.in" >"$SHELLS/$1.out" &
		exec {in}>"$SHELLS/$1.in" {out}<"$SHELLS/$1.out"
		ASK[$1]=$in ANSWER[$1]=$out
		rm "$SHELLS/$1".{in,out}
	fi
	printf '{ %s\n}; echo "ended $?"\n' "$2" >&"${ASK[$1]}"
	while read -r line <&"${ANSWER[$1]}" && [[ $line != "ended "* ]]; do
		echo "$line"
	done
	return "${line#ended }"
}

# no_nets: remove the networks
no_nets()
{
	local n fd

	for fd in "${ASK[@]}" "${ANSWER[@]}"; do exec {fd}>&-; done
	wait
	ASK=() ANSWER=()
	for n in "${_namespaces[@]}"; do echo "netns del $n"; done | ip -batch -
	_namespaces=() r2='' dev=''
}

# mac_of NS DEVICE: print the device's address
# shellcheck disable=SC2016 # for the shells in the namespaces
mac_of() { inside "$1" 'read -r mac </sys/class/net/'"$2"'/address; echo "$mac"'; }

# Commands that print how many IPv4 and IPv6 packets a namespace has forwarded
# shellcheck disable=SC2016
forwarded='
	n=0
	for file in snmp snmp6; do
		while read -ra word; do
			case $word in
			Ip:) [[ ${word[6]} != [0-9]* ]] || ((n += word[6])) ;;
			Ip6OutForwDatagrams) ((n += word[1])) ;;
			esac
		done </proc/net/$file
	done
	echo $n'

# seen: print six counters, one per line: packets that arrived with the right source, with
# another source, forwarded by r, by r2, transmitted by $dev, re-injected by $dev
seen()
{
	inside "$to" 'nft list counters' | sed -nE 's/.*packets ([0-9]+) .*/\1/p'
	inside "$r" "$forwarded"
	if [[ $r2 ]]; then inside "$r2" "$forwarded"; else echo 0; fi
	if [[ ! $dev ]]; then echo 0; echo 0; return; fi
	inside "$r" 'read -r n <"/sys/class/net/'"$dev"'/statistics/tx_packets"; echo "$n"'
	inside "$r" "ethtool -S $dev" | awk '/reinject_/ { n += $2 } END { print n + 0 }'
}
