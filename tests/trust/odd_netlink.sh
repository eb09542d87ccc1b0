#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Random netlink requests cause no kernel warning, and everything that they create can be deleted
#
# The router of tests/odd.sh, with odd packets passing through it. Meanwhile oddnetlink creates,
# changes, moves and deletes nvi0 to nvi7, rules for them, and the labels of the packets'
# connections: once as root, and once as uid 1000 in a user namespace. Now and then it has a second
# namespace, in which devices are put until it is deleted.
#
# The number of requests is NVI_ODD_REQUESTS, the seed NVI_ODD_SEED.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/../odd.sh"
need oddpackets oddnetlink unshare setpriv tc
requests=${NVI_ODD_REQUESTS:-800}

user() { setpriv --reuid 1000 --regid 1000 --clear-groups "$@"; }

traffic()
{
	while :; do
		ip netns exec "$h" oddpackets eth0 "$((++ODD_SEED))" 2000 || break
		ip netns exec "$w" oddpackets -o w1 "$((++ODD_SEED))" 1000 || break
	done >/dev/null
}

# devices: print all nvi devices of all namespaces
devices()
{
	ip -o link show type nvi
	ip -all netns exec ip -o link show type nvi 2>/dev/null | sed '/^netns:/d; /^$/d'
}

summary()
{
	printf '%-10s %9s %9s\n' request 'done' refused
	awk '{ printf "%-10s %9d %9d\n", $1, $2, $3; d += $2; n += $2 + $3 }
		END { printf "%d requests, %d of them successful\n", n, d; exit !n || !d }' <<<"$1"
}

# carried KIND: the number of successful requests of a kind
carried() { awk -v kind="$1" '$1 == kind { print $2 }' <<<"$out"; }

odd_router
odd_rules
odd_device mark 0x100/0xff00
start traffic
# (in a PID namespace as well: a mutated pid then names no foreign process)
echo "root:"
# shellcheck disable=SC2119
out=$(r unshare -pf --mount-proc oddnetlink "$ODD_SEED" $((requests * 2 / 3))) ||
	fail "oddnetlink: status $?"
summary "$out" || fail "no requests"
stop "$pid"
for kind in newlink setlink dellink rule label; do
	compare "$(carried $kind)" '>' $((requests / 1000)) "successful requests: $kind"
done
is "$(ip -o link show type nvi)" "" "nvi devices in the initial namespace"

# A device still works, and can be deleted
odd_device
h oddpackets -x gso eth0 1 500 >/dev/null
# (a device may have got any name, and may have moved to the namespace of the other end of a veth
# pair)
for ns in "$r" "$h" "$w"; do
	for d in $(ip -n "$ns" -o link show type nvi | LC_ALL=C cut -d: -f2); do
		works "delete $d" ip -n "$ns" link del "$d"
	done
done
is "$(devices)" "" "nvi devices in all namespaces"

[[ $(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null || echo 1) == 1 ]] ||
	skip "unprivileged user namespaces are disabled"
echo "uid 1000 in a user namespace:"
# shellcheck disable=SC2016 # expanded by the inner bash
out=$(user unshare -Urn bash -c 'ip link set lo up
	exec unshare -pf --mount-proc oddnetlink "$1" "$2"' - "$ODD_SEED" $((requests / 3))) ||
	fail "oddnetlink: status $?"
summary "$out" || fail "no requests"
compare "$(carried newlink)" '>' 0 "successful requests: newlink"
is "$(devices)" "" "nvi devices outside"
