#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What an unprivileged user creates in a user namespace is charged to the user, rate-limited in the log and isolated
#
# User 1000, in a user namespace and a memory cgroup, creates NVI_DEVICES (400) devices in
# namespaces of 20 each. Their memory must be charged to that cgroup, so that its limit applies, and
# must be freed at the end. The host's nvi0 and the log must not be affected. Then loops of rules,
# and nvi over vxlan over nvi..., nine levels deep, in each mode and with the fast path; the stack
# use is measured if the kernel has CONFIG_STACK_TRACER.
#
#   10.20.1.2 -> nvi0 -> vx1, to 10.20.2.2 -> nvi0 -> vx2, to 10.20.3.2 -> ...
# shellcheck disable=SC2154,SC2016
. "$(dirname "$0")/../lib.sh"
need setpriv unshare ethtool
[[ $(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null || echo 1) == 1 ]] ||
	skip "unprivileged user namespaces are disabled"

want=${NVI_DEVICES:-400}
group=/sys/fs/cgroup/user-$$
user() { setpriv --reuid 1000 --regid 1000 --clear-groups "$@"; }
lines() { dmesg | sed -n "/$_marker/,\$p" | wc -l; }
available() { awk '/^MemAvailable/ { print $2 }' /proc/meminfo; }

# A device of the host, which nothing below may change
setup_ns r
ip -n "$r" link add nvi0 type nvi mark 1/1
before=$(ip -n "$r" -d link show nvi0 | grep -o 'nvi mode.*')
modprobe -q vxlan

# many: create namespaces with 20 devices each, $0 devices in all; they live until stdin ends
# shellcheck disable=SC2016 # expanded by another bash
many='
	batch=$(mktemp)
	for ((n = 0; n < 20; n++)); do echo "link add nvi$n type nvi"; done >"$batch"
	for ((made = 0; made < $0; made += 20)); do
		# a process keeps each namespace alive
		{ unshare -n bash -c "ip -batch $batch && exec sleep 1000" & } 2>/dev/null
		pids+=($!)
		until [[ $(nsenter -t $! -n ip -o link show type nvi 2>/dev/null | wc -l) == 20 ]]; do
			kill -0 $! || exit 1
		done
	done
	echo "$made"
	read -r _
	kill "${pids[@]}"
	rm "$batch"
'
if grep -qw memory /sys/fs/cgroup/cgroup.controllers 2>/dev/null; then
	echo +memory >/sys/fs/cgroup/cgroup.subtree_control
	mkdir "$group" || fail "no cgroup"
	on_exit rmdir "$group"
fi
free=$(available)
had=$(lines)
coproc user {
	[[ ! -d $group ]] || echo "$BASHPID" >"$group/cgroup.procs"
	exec setpriv --reuid 1000 --regid 1000 --clear-groups unshare -Urn bash -c "$many" "$want" 2>&1
}
pid=$user_PID	# which is unset when it has ended
_pids+=("$pid")
read -r -t 200 made <&"${user[0]}"
is "${made-}" "$want" "devices of user 1000"
taken=$((free - $(available)))
if [[ -d $group ]]; then
	charged=$(($(<"$group/memory.current") / 1024))
	echo "KiB taken: $taken, charged: $charged, each device: $((charged / want))"
	# (KASAN's metadata beside each block is charged to no cgroup)
	grep -q ' kasan_report$' /proc/kallsyms ||
		compare $((charged * 100 / taken)) '>=' 60 "percent charged"
else
	echo "this kernel has no memory cgroups (CONFIG_MEMCG); KiB taken: $taken, each device: $((taken / want))"
fi
# KASAN keeps red zones and, for a while, freed objects
grep -q ' kasan_report$' /proc/kallsyms && most=400 || most=200
compare $((taken / want)) '<' "$most" "KiB for a device"
echo >&"${user[1]}"
wait "$pid"
# (a work queue frees the namespaces)
back() { (($(available) > free - taken / 5)); }
wait_for 60 back
echo "ok: KiB available before and after: $free, $(available)"
compare $(($(lines) - had)) '<' 30 "lines in the log"
is "$(ip -n "$r" -d link show nvi0 | grep -o 'nvi mode.*')" "$before" "the host's device is unchanged"
is "$(ip -o link show type nvi)" "" "nvi devices in the initial namespace"

# Loops of rules, flooded: the machine survives, and the log has at most the lines that rate
# limiting allows: ten in five seconds, and one about suppressed lines
had=$(lines) began=$SECONDS
# shellcheck disable=SC2016
works "loops of rules" user unshare -Urn bash -euc '
	ip link set lo up
	sysctl -qw net.ipv4.ip_forward=1
	ip link add d0 type veth peer name d1
	ip link set d0 up; ip link set d1 up
	ip addr add 10.1.0.1/24 dev d0
	for m in "mode reinject" "fast on" "mode reflect"; do
		for n in 0 1 2; do
			ip link add nvi$n type nvi $m; ip link set nvi$n up
			ip route add default dev nvi$n table 10$n
			ip rule add pref 10$n iif nvi$n lookup 10$(((n + 1) % 3))
		done
		ip link set nvi0 type nvi fast off ingress self
		ip rule add pref 200 to 10.2.0.0/16 lookup 100
		ping -q -f -c 1000 -W 0.1 10.2.0.1 >/dev/null || true
		ethtool -S nvi0 | grep -q "drop_loop: [1-9]"
		for n in 0 1 2; do ip link del nvi$n; ip rule del pref 10$n; done
		ip rule del pref 200
	done
'
took=$((SECONDS - began))
compare $(($(lines) - had)) '<' $((20 + took * 11 / 5)) "lines in the log about loops of 3000 packets in $took s"

# The depth of the stack
trace=/sys/kernel/tracing
tracer=/proc/sys/kernel/stack_tracer_enabled
depth()
{
	[[ ! -e $tracer ]] || echo 0 >$trace/stack_max_size
	[[ ! -e $tracer ]] || echo 1 >$tracer
	# shellcheck disable=SC2016
	works "nvi over vxlan over nvi over vxlan, $1" user unshare -Urn bash -euc '
		ip link set lo up
		sysctl -qw net.ipv4.ip_forward=1
		# each is the underlay of the previous one, through nvi0
		ip link add d0 type dummy; ip link set d0 up
		ip addr add 10.9.0.1/24 dev d0
		ip link add nvi0 type nvi $0; ip link set nvi0 up
		for n in 1 2 3 4 5 6 7 8 9; do
			((n < 9)) && remote=10.20.$((n + 1)).2 || remote=10.9.0.2
			ip link add vx$n type vxlan id $n dstport 4789 local 10.9.0.1 remote $remote
			ip link set vx$n up
			ip addr add 10.20.$n.1/24 dev vx$n
			ip neigh replace 10.20.$n.2 lladdr 02:00:00:00:00:02 dev vx$n
		done
		# stage 1 leads to nvi0; stage 2, with a translated source, leads to the tunnel
		ip rule add pref 10 fwmark 1/1 lookup main
		ip rule add pref 20 to 10.20.0.0/16 lookup 100
		ip route add default dev nvi0 table 100
		ip link set nvi0 type nvi mark 1/1
		nft add table ip m
		nft add chain ip m o "{ type route hook output priority -150; }"
		nft add rule ip m o meta mark set 0
		ping -q -c 20 -i 0.01 -W 0.1 -M dont 10.20.1.2 >/dev/null || true
		ethtool -S nvi0 | awk "/(reinject|reflect)_ipv4/ { n += \$2 } END { exit !(n >= 20) }"
		ethtool -S nvi0 | grep -E "(reinject|fast|reflect|unreflected|drop).*: [1-9]"
	' "$1"
	[[ -e $tracer ]] || return 0
	echo 0 >$tracer
	deepest=$(<$trace/stack_max_size)
	echo "deepest stack, $1: $deepest octets, with nvi_: $(grep -c nvi_ $trace/stack_trace), with vxlan: $(grep -c vxlan $trace/stack_trace)"
	compare "$deepest" '<' 13000 "octets of stack used, of 16384, $1"
}
[[ -e $tracer ]] || echo "no CONFIG_STACK_TRACER: the stack depth is not measured"
for mode in "mode reinject" "fast on" "mode reflect"; do depth "$mode"; done
# (with CONFIG_DEBUG_STACK_USAGE the kernel logs each new record)
dmesg | sed -n 's/.*] \(.* used greatest stack depth: .*\)/\1/p' | tail -n 1
