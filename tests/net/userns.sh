#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An unprivileged user can create and use nvi devices in a user namespace
#
# A user namespace of uid 1000 with a network namespace, with a veth pair as the LAN. The user can
# do there what an administrator can, and nothing outside.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need setpriv unshare jq nvi_attr
[[ $(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null || echo 1) == 1 ]] ||
	skip "unprivileged user namespaces are disabled"

# A device outside, which the user cannot change
setup_ns r
ip -n "$r" link add nvi0 type nvi mark 0x1/0x1
before=$(ip -n "$r" -d -j link show nvi0 | jq -c '.[0].linkinfo')

user() { setpriv --reuid 1000 --regid 1000 --clear-groups "$@"; }

refused "create a device outside" user ip link add nvi9 type nvi
# shellcheck disable=SC2016 # expanded by the inner bash
works "all of this inside" user unshare -Urn bash -euc '
	ip link set lo up
	ip link add nvi0 type nvi mark 0x100/0xff00 hops two
	ip link set nvi0 up
	ip -d link show nvi0 | grep -q "mark 0x100/0xff00"
	ip link set nvi0 type nvi ingress self
	# (set -e ignores the status of "! command")
	if nvi_attr set nvi0 5:1:9; then exit 1; fi
	if nvi_attr add nvi1 2:1:7; then exit 1; fi
	if ip link show nvi1 2>/dev/null; then exit 1; fi
	# its own traffic: stage 2 comes in by nvi0, with a local source address
	ip addr add 192.0.2.1/32 dev nvi0
	ip link add d0 type veth peer name d1
	ip link set d0 up
	ip link set d1 up
	ip addr add 10.1.0.1/24 dev d0
	ip route add 10.2.0.0/24 dev nvi0
	ping -q -c 3 -i 0.01 -W 0.1 10.2.0.1 || true
	ethtool -S nvi0 | grep -q "reinject_ipv4: 3"
	# one device is deleted; the other is deleted with the namespace
	ip link add nvi1 type nvi
	ip link del nvi0
	if ip link show nvi0 2>/dev/null; then exit 1; fi
'
is "$(ip -n "$r" -d -j link show nvi0 | jq -c '.[0].linkinfo')" "$before" "the device outside is unchanged"
is "$(ip -o link show type nvi)" "" "nvi devices in the initial namespace"
