#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# gateway apply: 1,000 policies take less than twice the time of ip -batch and nft -f
#
# Three dummies stand for the topology of tests/gateway.sh. The clock counts instructions
# (tests/host/count.sh).
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need nvictl

setup_ns r
batch "$r" <<-EOT
	link add lan type dummy
	link add isp1 type dummy
	link add isp2 type dummy
	link set lan up
	link set isp1 up
	link set isp2 up
	addr add 10.0.0.1/24 dev lan
	addr add 192.0.2.2/24 dev isp1
	addr add 198.51.100.2/24 dev isp2
EOT
work=$(mktemp -d)
on_exit rm -rf "$work"
{
	printf '[uplink isp%d]\ninterface = isp%d\ngateway = %s.1\naddress = %s.2\n' \
		1 1 192.0.2 192.0.2 2 2 198.51.100 198.51.100
	printf '[inside lan]\ninterface = lan\n'
	for ((i = 0; i < 1000; i++)); do
		echo "[policy p$i]"
		echo "source = 10.$((i / 250)).$((i % 250)).0/24"
		echo "port = $((i + 1000))"
		echo "uplink = isp$((i % 2 + 1))"
	done
} >"$work/gw.conf"
r nvictl gateway apply "$work/gw.conf" --dry-run >"$work/lines" || fail "dry run"
sed -n '/^nft /,/^EOT$/p' "$work/lines" | sed '1d;$d' >"$work/nft"
sed -n 's/^ip -4 /-4 /p; s/^ip link /link /p' "$work/lines" >"$work/ip"
sed -n 's/^sysctl -qw //p' "$work/lines" >"$work/sysctl"
is "$(grep -c 'comment "policy' "$work/nft")" 1000 "policies"

# typed: apply nvictl's lines with as few processes as possible
typed()
{
	nft -f "$work/nft" && xargs sysctl -qw <"$work/sysctl" && {
		grep -v '^-4' "$work/ip" | ip -batch -
		sed -n 's/^-4 //p' "$work/ip" | ip -4 -batch -
	}
}

# ms: the clock in millions of instructions
ms() { echo $((${EPOCHREALTIME/./} / 1000)); }
export -f typed
export work
best_apply=999999 best_typed=999999
for _ in 1 2; do
	from=$(ms)
	r nvictl gateway apply "$work/gw.conf" >/dev/null || fail "apply"
	took=$(($(ms) - from))
	((took < best_apply)) && best_apply=$took
	r nvictl gateway remove >/dev/null || fail "remove"
	from=$(ms)
	r bash -c typed || fail "typed"
	took=$(($(ms) - from))
	((took < best_typed)) && best_typed=$took
	is "$(r nvictl gateway diff "$work/gw.conf")" "" "diff after the typed lines"
	r nvictl gateway remove >/dev/null || fail "remove"
done
compare "$best_apply" '<' $((2 * best_typed)) "millions of instructions for 1,000 policies, against twice ip -batch and nft -f"
