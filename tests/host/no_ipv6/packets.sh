#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Odd packets, sent directly into nvi0 on a kernel without IPv6
#
# The topology is the router of tests/nvictl/gateway.bash; see tests/host/no_ipv6.sh.
# shellcheck disable=SC2154
. "$(dirname "$0")/../../lib.sh"
. "$(dirname "$0")/../../nvictl/gateway.bash"
need oddpackets

[[ ! -e /proc/sys/net/ipv6 ]] || fail "this kernel has IPv6"
one_provider
r sysctl -qw net.ipv4.ip_forward=1
for mode in "mode reinject" "fast on" "mode reflect"; do
	batch "$r" <<-EOT
		link add nvi0 type nvi $mode
		link set nvi0 up
		route add default dev nvi0
	EOT
	for way in "" -b; do
		# shellcheck disable=SC2086
		r oddpackets $way nvi0 1 500 >/dev/null || fail "oddpackets $way"
	done
	compare "$(counter "$r" reinject_ipv6)" '>' 100 "$mode: IPv6 packets"
	compare "$(counter "$r" reinject_ipv4)" '>' 100 "$mode: IPv4 packets"
	batch "$r" <<<"link del nvi0"
done
r nvictl -4 rule show >/dev/null || fail "nvictl rule show"
r nvictl device show >/dev/null || fail "nvictl device show"
