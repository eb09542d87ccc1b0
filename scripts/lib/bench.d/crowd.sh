# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The bench's traffic to many destinations, as on a gateway. Each flow is an established
# connection with a destination of its own. The flows send one packet each in turn, and
# a measurement has the same number of packets of each flow.
#   dest-N     N flows from one host
#   host-N     16,384 flows, or slightly more, from N hosts in turn
#   routes-N   16,384 flows, at most one per route; the deciding table has N routes
#   rules-N    16,384 flows; the router has N additional rules in front, none of which matches
#   dest6-N, host6-N, routes6-N, rules6-N   the same for IPv6
#
# dest-N is sent by pktgen, as udp is. The others are sent by tests/tools/walk, whose
# packets a router need not copy: compare them with host-1.
# shellcheck disable=SC2034,SC2154 # setup_ns sets the variables; scripts/lib/bench.d/run reads them

# Scenes that are measured with this traffic
declare -A CROWDED
for s in floor forward nat-rules second-ns second-ns-rules flowtable reinject reinject-flowtable fast; do
	CROWDED[$s]=1
done

crowded() { [[ $1 =~ ^(dest|host|routes|rules)6?-[1-9][0-9]*$ ]]; }

# changes VARIANT: true if it changes the router, which is then set up anew
changes() { [[ $1 == @(routes|rules)* ]]; }

# six VARIANT: true for IPv6
six() { [[ ${1%%-*} == *6 ]]; }

# crowd_flows VARIANT: print the number of flows
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

# packets VARIANT: print the number of packets in a measurement
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

# crowd_receivers VARIANT: set up the additional receivers of this traffic. Replies
# arrive in g.
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

# ends VARIANT: set src and dst to the sources and destinations, in the form of walk, and
# address to the source after NAT
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

# range ADDRESS+N: print the range in the form of pktgen; ADDRESS ends in .0.0
range()
{
	local first=${1%+*} net=${1%.0.0+*} n

	[[ $1 == *+* ]] || { echo "$1"; return; }
	n=$((${1#*+} - 1))
	echo "$first-${net%.*}.$((${net#*.} + n / 65536)).$((n / 256 % 256)).$((n % 256))"
}

# crowd_send VARIANT NS DEVICE MAC SOURCES DESTINATIONS SPORT DPORT COUNT: send packets and
# print the instructions
crowd_send()
{
	if [[ $1 == dest-* ]]; then
		generate "$9" "$2" "$3" "$4" "$(range "$5")" "$(range "$6")" "$7" "$8"
	else
		inside "$2" "walk ${*:3}"
	fi
}

# crowd_out VARIANT COUNT: send packets from the LAN and print the instructions
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

# uplink: set isp to the interface on which replies arrive and ns to its namespace
uplink()
{
	isp=isp1 ns=$r
	if [[ $to == "$b" ]]; then isp=isp2 ns=${r2:-$r}; fi
}

crowd_arrived() { inside "$g" "nft list counters" | sed -nE '1,/packets/s/.*packets ([0-9]+) .*/\1/p'; }

# crowd_back VARIANT COUNT: send replies to crowd_out, and fail unless all arrive. NAT
# does not change the ports.
crowd_back()
{
	local src dst address isp ns n

	ends "$1"
	uplink
	n=$(crowd_arrived)
	crowd_send "$1" "$to" eth0 "$(mac_of "$ns" "$isp")" "$dst" "$address" 9 1024 "$2" >/dev/null
	wait_for 10 idle
	n=$(($(crowd_arrived) - n))
	((n == $2)) || fail "$scene $1: $n of $2 replies arrived" >&2
}

# lan_hosts [N]: add permanent neighbour entries for the LAN to r: of g, and of N more
# addresses of g, 10.0.1.0, fd00:a::1:0 and so on
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

# more_rules N: add N rules to r, but not to a second namespace
more_rules()
{
	local i

	for ((i = 0; i < $1; i++)); do echo "rule add pref 40 from 172.16.$((i / 256)).$((i % 256)) lookup 101"; done |
		batch "$r"
	for ((i = 0; i < $1; i++)); do printf 'rule add pref 40 from fd00:dead::%x lookup 101\n' $i; done |
		batch "$r" -6
}

# crowd_warm_up VARIANT: establish every flow, then send two packets of each
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
			# the driver has room for 4,096 flows that wait for a reply
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
