# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Counters that tests/lib.sh lets tests read: of devices, nftables and SNMP.

# in_ns NS COMMAND...: as ip netns exec, without a /sys of the namespace, for what is called
# often: it takes two thirds of the time
in_ns() { nsenter --net="/run/netns/$1" "${@:2}"; }

# counter NS NAME [DEVICE]: a counter of ethtool -S. (No awk: a program takes longer to start than
# all the rest.)
counter()
{
	local said

	said=$(in_ns "$1" ethtool -S "${3:-nvi0}")
	[[ $said =~ [[:space:]]"$2: "([0-9]+) ]] || fail "${3:-nvi0} has no counter $2"
	echo "${BASH_REMATCH[1]}"
}

# stage2 NS 4|6 [DEVICE]: the packets of a family that entered stage 2
stage2() { counter "$1" "reinject_ipv$2" "${3:-nvi0}"; }

# drops NS [DEVICE]: all drop counters above 0, as "name=n name=n"
drops()
{
	local word name='' space=''

	for word in $(in_ns "$1" ethtool -S "${2:-nvi0}"); do
		if [[ $name == drop_* && $word != 0 ]]; then
			printf '%s' "$space${name%:}=$word"
			space=' '
		fi
		name=$word
	done
}

# snmp NS NAME: a counter of nstat, such as IpForwDatagrams
snmp()
{
	ip netns exec "$1" nstat -asz "$2" |
		awk -v n="$2" '$1 == n { print $2; f = 1 } END { exit !f }' ||
		fail "there is no SNMP counter $2"
}

# passed NS NAME: the packets of a named nftables counter of NS. (Called often, hence text: in the
# lab jq takes half a second to start.)
passed()
{
	local said sum=''

	said=$(in_ns "$1" nft list counters)
	while [[ $said =~ counter\ "$2"\ \{[[:space:]]*packets\ ([0-9]+)(.*) ]]; do
		sum=$((sum + BASH_REMATCH[1]))
		said=${BASH_REMATCH[2]}
	done
	[[ $sum ]] || fail "nftables in $1 has no counter $2"
	echo "$sum"
}

# link_stats NS DEVICE NAME...: counters of ip -s link, such as tx_packets
link_stats()
{
	local dir=/sys/class/net/$2/statistics
	local -a files=("${@:3}") values

	mapfile -t values < <(ip netns exec "$1" cat "${files[@]/#/$dir/}")
	echo "${values[*]}"
}
