#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every allocation fails once, and afterwards everything is as it was before
#
# One namespace. /proc/self/fail-nth makes the Nth allocation of one system call fail,
# and says whether there was an Nth one; so N goes up until there was none: creation
# of a device, with all that a namespace gets with its first one, a change of its
# attributes, loading of the module. (Packets: failing_packets.sh.)
#
# NVI_FAIL_STEP: of all allocations of a module load, which are more than a thousand
# and most of them the kernel's own, every how many-th one fails (default 7; a full
# run is 1).
# shellcheck disable=SC2154,SC2016
[[ ${NVI_OWN_NET-} ]] || NVI_OWN_NET=1 exec unshare -n -- bash "$0"
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/failing.bash"
need insmod ethtool nft conntrack

there() { [[ $(</proc/net/dev) == *nvi0:* ]]; }
attributes() { ip -d link show nvi0 | grep -o ' nvi mode .*learn [a-z]*'; }

# untracked: nothing of an nvi device is left in this namespace: conntrack is off
untracked()
{
	ping -q -c 1 127.0.0.1 >/dev/null || fail "$1: lo does not work"
	[[ $(</proc/sys/net/netfilter/nf_conntrack_count) == 0 ]] ||
		fail "$1: conntrack is on without a device"
}

# honest WHAT: an error has to say that it was memory. (Netlink's own message can be
# what fails, or its answer: then nobody can say more than ENOBUFS.)
honest()
{
	[[ $text == *"Cannot allocate memory"* || $text == *"No buffer space"* ]] ||
		fail "$1: says '$text'"
}

# every_link MODE: creation of nvi0
every_link()
{
	local n refused=0

	for ((n = 1; ; n++)); do
		failing $n link ip link add nvi0 type nvi mode "$1" mark 0x1/0xf learn once
		if ((status)); then
			honest "creation, $1, allocation $n"
			refused=$((refused + 1))
			# made, and only the answer was lost
			[[ $text != *"No buffer"* ]] || ! there || ip link del nvi0
			! there || fail "creation, $1, allocation $n: failed, but nvi0 is there"
			untracked "creation, $1, allocation $n"
			ip link add nvi0 type nvi mode "$1" mark 0x1/0xf learn once ||
				fail "creation, $1, after allocation $n: the next try fails"
		fi
		[[ $(attributes) == *"mode $1 "*"mark 0x1/0xf"*"learn once" ]] ||
			fail "creation, $1, allocation $n: is $(attributes)"
		ip link del nvi0 || fail "creation, $1, allocation $n: cannot delete nvi0"
		untracked "creation, $1, allocation $n, deleted"
		[[ $how == failed ]] || break
	done
	compare $n '>' 20 "creation, $1: allocations that failed"
	compare $refused '>' 10 "creation, $1: so that it was refused"
}

# every_change: of all attributes, on a device that is there
every_change()
{
	local n now refused=0
	local old="mode reinject" new="mode direct"

	ip link add nvi0 type nvi
	for ((n = 1; ; n++)); do
		failing $n link ip link set nvi0 type nvi mode direct mark 7/7 hops two learn once
		now=$(attributes)
		if ((status)); then
			honest "change, allocation $n"
			refused=$((refused + 1))
			[[ $now == *"$old"* || $text == *"No buffer"* ]] ||
				fail "change, allocation $n: refused, but is $now"
		else
			[[ $now == *"$new"* ]] || fail "change, allocation $n: taken, but is $now"
		fi
		# all of it or nothing
		[[ $now == *"$old"*"learn follow" || $now == *"$new"*"mark 0x7/0x7"*"learn once" ]] ||
			fail "change, allocation $n: is $now"
		ip link set nvi0 type nvi mode direct mark 7/7 hops two learn once ||
			fail "change, after allocation $n: the next try fails"
		ip link set nvi0 type nvi mode reinject mark off hops one learn follow
		[[ $how == failed ]] || break
	done
	ip link del nvi0
	compare $n '>' 2 "change: allocations that failed"
	compare $refused '>' 1 "change: so that it was refused"
}

# labels_back: are the users of labels as many as before? A connection made while there
# is none has no room for a record, and the device that comes later says so.
labels_back()
{
	nft -f - <<-EOT || fail "nftables"
		table ip t { chain c { type filter hook output priority 0; ct state new; }; }
	EOT
	start ping -q -i 0.05 -e 77 127.0.0.1
	wait_for 5 grep -qx 1 /proc/sys/net/netfilter/nf_conntrack_count
	ip link add nvi0 type nvi
	wait_for 10 eval '(($(ethtool -S nvi0 | sed -n "s/.*net_unrecorded: //p") > 3))'
	is "$(ethtool -S nvi0 | sed -n 's/.*net_recorded: //p')" 0 "records of a connection older than nvi0"
	stop "$pid"
	ip link del nvi0
	nft delete table ip t
	conntrack -F >/dev/null 2>&1	# its entry stays for its time
}

# every_load: of the module
every_load()
{
	local n refused=0 step=${NVI_FAIL_STEP:-7} tries=0 ko

	ko=$(modinfo -n nvi) || fail "no nvi.ko"
	modprobe -r nvi
	for ((n = 1; ; n += step)); do
		tries=$((tries + 1))
		failing $n module insmod "$ko"
		if ((status)); then
			refused=$((refused + 1))
			[[ $text == *"Cannot allocate memory"* ]] || fail "load, allocation $n: says '$text'"
			[[ ! -e /sys/module/nvi ]] || fail "load, allocation $n: failed, but nvi is loaded"
		fi
		[[ -e /sys/module/nvi ]] || insmod "$ko" || fail "load, after allocation $n: the next try fails"
		rmmod nvi || fail "load, allocation $n: cannot unload"
		[[ $how == failed ]] || break
	done
	modprobe nvi
	compare $n '>' 50 "load: allocations (every $step-th failed: $tries)"
	compare $refused '>' 10 "load: so that it was refused"
}

ip link set lo up
modprobe nvi
nft list ruleset >/dev/null	# loads what it needs
untracked "before"
for mode in reinject direct reflect; do every_link $mode; done
every_change
labels_back
every_load
untracked "at the end"
labels_back
kept
