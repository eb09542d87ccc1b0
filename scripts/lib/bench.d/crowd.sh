# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The bench's traffic to many destinations, as a gateway has it. Each flow is one
# connection with a destination of its own, it has been answered, and the flows
# send a packet each in turn. A measurement meets each of them equally often.
#   dest-N     N flows from one host
#   host-N     16,384 flows, or a few more, from N hosts in turn
#   routes-N   16,384 flows, no more than one a route, and the table that decides has N routes
#   rules-N    16,384 flows, and the router has N more rules in front, none of which matches
#   dest6-N, host6-N, routes6-N, rules6-N   ... IPv6
#
# pktgen sends dest-N, as it sends udp. All others are sent by tests/tools/walk, of whose
# packets a router need not make a copy: so what they cost is to be compared with host-1.
# shellcheck disable=SC2034,SC2154 # setup_ns sets the variables; scripts/lib/bench.d/run reads them

# The scenes that have this traffic
declare -A CROWDED
for s in floor forward nat-rules second-ns second-ns-rules flowtable reinject reinject-flowtable fast; do
	CROWDED[$s]=1
done

crowded() { [[ $1 =~ ^(dest|host|routes|rules)6?-[1-9][0-9]*$ ]]; }

# changes VARIANT: does it leave a router behind that other traffic is not to meet?
changes() { [[ $1 == @(routes|rules)* ]]; }

# six VARIANT: is it IPv6?
six() { [[ ${1%%-*} == *6 ]]; }

# crowd_flows VARIANT: how many there are
crowd_flows()
{
	local n=${1#*-}

	case $1 in
	dest*) echo "$n" ;;
	host*) echo $(((16384 + n - 1) / n * n)) ;;
	routes*) echo $((n < 16384 ? n : 16384)) ;;
	*) echo 16384 ;;
	esac
}

# packets VARIANT: how many packets a measurement of it takes
packets()
{
	local n

	if crowded "$1"; then
		n=$(crowd_flows "$1")
		echo $(((PACKETS + n - 1) / n * n))
	else
		echo "$PACKETS"
	fi
}

# crowd_receivers VARIANT: more of them than other traffic has. Answers arrive in g.
crowd_receivers()
{
	local device=eth0

	crowded "$1" || [[ $1 == mix* ]] || return 0
	[[ ${public[0]} != 10.0.0.10 ]] || receiver "$to" 10.0.0.0/16 fd00:a::/64 "udp dport 9"
	[[ $scene != floor ]] || device=eth1
	if [[ $1 == routes* ]]; then
		receiver "$g" "$ROUTED4" "$ROUTED6" "udp sport 9" $device
	else
		receiver "$g" 198.18.0.0/15 2001:db8:ff00::/40 "udp sport 9" $device
	fi
}

# ends VARIANT: sets its sources and destinations as walk wants them, and the one source that
# they get by NAT, if they do
ends()
{
	local n

	n=$(crowd_flows "$1")
	src=10.0.0.10 dst=198.18.0.0 address=${public[0]}
	[[ $1 != host* ]] || src=10.0.1.0
	if six "$1"; then
		src=fd00:a::10 dst=2001:db8:ff00:: address=${public[1]}
		[[ $1 != host* ]] || src=fd00:a::1:0
	fi
	dst+=+$n
	[[ $1 != host* ]] || src+=+${1#*-}
	[[ $1 != routes* ]] || dst=@$(routed "$1" to)
	[[ $address != @(10.0.0.10|fd00:a::10) ]] || address=$src
}

# range ADDRESS+N: as pktgen wants it, of addresses that begin with .0.0
range()
{
	local first=${1%+*} net=${1%.0.0+*} n

	[[ $1 == *+* ]] || { echo "$1"; return; }
	n=$((${1#*+} - 1))
	echo "$first-${net%.*}.$((${net#*.} + n / 65536)).$((n / 256 % 256)).$((n % 256))"
}

# crowd_send VARIANT NS DEVICE MAC SOURCES DESTINATIONS SPORT DPORT COUNT: prints instructions
crowd_send()
{
	if [[ $1 == dest-* ]]; then
		generate "$9" "$2" "$3" "$4" "$(range "$5")" "$(range "$6")" "$7" "$8"
	else
		inside "$2" "walk ${*:3}"
	fi
}

# crowd_out VARIANT COUNT: from the LAN; prints instructions
crowd_out()
{
	local src dst address device=eth0 mac

	ends "$1"
	if [[ $scene == floor ]]; then
		device=eth1
		mac=$(mac_of "$to" eth0)
	else
		mac=$(mac_of "$r" lan)
	fi
	crowd_send "$1" "$g" "$device" "$mac" "$src" "$dst" 1024 9 "$2"
}

# uplink: sets isp and ns, the interface where answers come in and the namespace that has it
uplink()
{
	isp=isp1 ns=$r
	if [[ $to == "$b" ]]; then isp=isp2 ns=${r2:-$r}; fi
}

crowd_arrived() { inside "$g" "nft list counters" | sed -nE '1,/packets/s/.*packets ([0-9]+) .*/\1/p'; }

# crowd_back VARIANT COUNT: answers to that, which must all arrive. NAT has kept the ports.
crowd_back()
{
	local src dst address isp ns n

	ends "$1"
	uplink
	n=$(crowd_arrived)
	crowd_send "$1" "$to" eth0 "$(mac_of "$ns" "$isp")" "$dst" "$address" 9 1024 "$2" >/dev/null
	wait_for 10 idle
	n=$(($(crowd_arrived) - n))
	((n == $2)) || fail "$scene $1: of $2 answers $n arrived" >&2
}

# lan_hosts [N]: r need not ask who in the LAN has an address. g has N more of them: 10.0.1.0,
# fd00:a::1:0 and so on.
lan_hosts()
{
	local i mac

	mac=$(mac_of "$g" eth0)
	for i in 10.0.0.10 fd00:a::10; do
		echo "neigh replace $i lladdr $mac dev lan nud permanent"
	done | batch "$r"
	for ((i = 0; i < ${1-0}; i++)); do
		echo "neigh replace 10.0.$((1 + i / 256)).$((i % 256)) lladdr $mac dev lan nud permanent"
		printf 'neigh replace fd00:a::1:%x lladdr %s dev lan nud permanent\n' $i "$mac"
	done | batch "$r"
}

# more_rules N: only in r, not in a second namespace
more_rules()
{
	local i

	for ((i = 0; i < $1; i++)); do echo "rule add pref 40 from 172.16.$((i / 256)).$((i % 256)) lookup 101"; done |
		batch "$r"
	for ((i = 0; i < $1; i++)); do printf 'rule add pref 40 from fd00:dead::%x lookup 101\n' $i; done |
		batch "$r" -6
}

# crowd_warm_up VARIANT: every flow is established, and then met twice
crowd_warm_up()
{
	local n i family=ipv4

	! six "$1" || family=ipv6
	n=$(crowd_flows "$1")
	if [[ $scene != floor ]]; then
		lan_hosts
		case $1 in
		host*) lan_hosts "${1#*-}" ;;
		routes*) more_routes "$1" ;;
		rules*) more_rules "${1#*-}" ;;
		esac
	fi
	wait_for 10 gets_through "$1"
	send "$1" "$n" >/dev/null
	if [[ $scene != floor ]]; then
		crowd_back "$1" "$n"
		send "$1" "$n" >/dev/null
		if [[ $scene == *fast ]]; then
			# the driver has room for 4,096 that wait for their answer
			for ((i = 0; i < 16; i++)); do
				! offloaded "$n" $family || break
				crowd_back "$1" "$n"
				send "$1" "$n" >/dev/null
			done
		fi
		! learns || wait_for 30 offloaded "$n" $family
	fi
	send "$1" "$n" >/dev/null
}
