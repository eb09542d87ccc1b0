# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Helpers of the tests of neighbour entries of nvi devices. The router is r.
# shellcheck disable=SC2154 # setup_ns sets the variables

# shellcheck disable=SC2034 # used by the tests
MANY=20000

# table_stats: forced garbage collections and overflows of the neighbour tables so far, as
# "arp: 0 0 ndisc: 0 0"
table_stats()
{
	local table i
	local -a names values sum

	for table in arp ndisc; do
		sum=(0 0)
		{
			read -ra names
			while read -ra values; do
				for i in "${!names[@]}"; do
					case ${names[i]} in
					forced_gc_runs) ((sum[0] += 16#${values[i]})) ;;
					table_fulls) ((sum[1] += 16#${values[i]})) ;;
					esac
				done
			done
		} <"/proc/net/stat/${table}_cache"
		echo "$table: ${sum[*]}"
	done | xargs
}

# room_for_many: until the test ends, raise the limits of conntrack and of the backlog (the
# machine is slow)
room_for_many()
{
	local name

	for name in net.netfilter.nf_conntrack_max net.core.netdev_max_backlog; do
		on_exit sysctl -qw "$name=$(sysctl -n $name)"
		sysctl -qw $name=100000
	done
}

# many NS COUNTER: true if all packets have arrived
many() { (($(passed "$1" "$2") == MANY)); }

# one_neighbour DEVICE: check that the device has at most one neighbour of each family
one_neighbour()
{
	local f

	for f in 4 6; do
		compare "$(ip -n "$r" -$f neigh show nud all dev "$1" | wc -l)" '<=' 1 "neighbours of $1, IPv$f"
	done
	compare "$(r awk -v d="$1" '$NF == d' /proc/net/arp | wc -l)" '<=' 1 "$1 in /proc/net/arp"
}

# lan_neighbours: the addresses of h2 that have a neighbour entry
lan_neighbours()
{
	{
		ip -n "$r" -4 neigh show 10.0.0.20 dev lan
		ip -n "$r" -6 neigh show fd00:a::20 dev lan
	} | awk '/lladdr/ { print $1 }' | xargs
}
