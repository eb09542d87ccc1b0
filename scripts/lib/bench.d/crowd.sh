# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The bench's traffic to many destinations, as a gateway has it. Each flow is one
# connection, it has been answered, and the flows send a packet each in turn.
#   dest-N     N flows from one host, each to another destination
#
# The destinations are behind the providers. A measurement meets each of them equally often.
# shellcheck disable=SC2034,SC2154 # setup_ns sets the variables; scripts/lib/bench.d/run reads them

# The scenes that have this traffic
declare -A CROWDED
for s in floor forward nat-rules second-ns flowtable reinject direct reinject-flowtable \
	direct-flowtable fast direct-fast; do
	CROWDED[$s]=1
done

# crowd_receivers VARIANT: more of them than other traffic has; answers arrive in g
crowd_receivers()
{
	local device=eth0

	case $1 in
	dest* | mix*) ;;
	*) return ;;
	esac
	[[ ${public[0]} != 10.0.0.10 ]] || receiver "$to" 10.0.0.0/16 fd00:a::/64 "udp dport 9"
	[[ $scene != floor ]] || device=eth1
	receiver "$g" 198.18.0.0/15 2001:db8:ff00::/40 "udp sport 9" $device
}

# packets VARIANT: how many packets a measurement of it takes
packets()
{
	local n

	case $1 in
	dest*)
		n=$(flows "$1")
		echo $(((PACKETS + n - 1) / n * n))
		;;
	*) echo "$PACKETS" ;;
	esac
}

# nth4 N: an IPv4 address for tests, of 198.18.0.0/15
nth4() { echo "198.$((18 + $1 / 65536)).$(($1 / 256 % 256)).$(($1 % 256))"; }

# ends VARIANT: sets its sources and destinations, and the address of public that it gets
ends()
{
	local n

	n=$(flows "$1")
	src=10.0.0.10 dst=198.18.0.0-$(nth4 $((n - 1)))
	address=${public[0]}
}

# lan_hosts N: g is 10.0.1.0, fd00:a::1:0 and so on as well, and r need not ask for them
lan_hosts()
{
	local i mac

	mac=$(mac_of "$g" eth0)
	for ((i = 0; i < $1; i++)); do
		echo "neigh replace 10.0.$((1 + i / 256)).$((i % 256)) lladdr $mac dev lan nud permanent"
		printf 'neigh replace fd00:a::1:%x lladdr %s dev lan nud permanent\n' $i "$mac"
	done | batch "$r"
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
	generate "$2" "$g" "$device" "$mac" "$src" "$dst" 1024 9
}

# crowd_back VARIANT COUNT: answers to that, which must all arrive. NAT has kept the ports.
crowd_back()
{
	local src dst address isp=isp1 ns=$r n

	ends "$1"
	if [[ $to == "$b" ]]; then isp=isp2 ns=${r2:-$r}; fi
	generate "$2" "$to" eth0 "$(mac_of "$ns" $isp)" "$dst" "$address" 9 1024 >/dev/null
	wait_for 10 idle
	n=$(inside "$g" "nft list counters" | sed -nE '1,/packets/s/.*packets ([0-9]+) .*/\1/p')
	((n == $2)) || fail "$scene $1: of $2 answers $n arrived" >&2
}

# crowd_warm_up VARIANT: every flow is established, and then met twice
crowd_warm_up()
{
	local n family=ipv4

	n=$(flows "$1")
	wait_for 10 gets_through "$1"
	send "$1" "$n" >/dev/null
	if [[ $scene != floor ]]; then
		crowd_back "$1" "$n"
		send "$1" "$n" >/dev/null
		[[ $scene != *flowtable ]] || wait_for 30 offloaded "$n" $family
	fi
	send "$1" "$n" >/dev/null
}
