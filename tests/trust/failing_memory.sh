#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# When any single allocation fails, the error is reported and the state is as before
#
# One namespace. /proc/self/fail-nth makes the Nth allocation of a system call fail and reports
# whether there was one, so N grows until there is none. Tested are: creation of a device, including
# what a namespace gets with its first device; a change of its attributes; loading of the module.
# (Packets: failing_packets.sh.)
#
# For a module load, only allocations of its init function fail: the others are the kernel's own,
# and the kernel warns about some of them.
# shellcheck disable=SC2154,SC2016
[[ ${NVI_OWN_NET-} ]] || NVI_OWN_NET=1 exec unshare -n -- bash "$0"
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/failing.bash"
need insmod ethtool nft conntrack

there() { IFS= read -r -d '' devices </proc/net/dev; [[ $devices == *nvi0:* ]]; }
attributes() { ip -d link show nvi0 | grep -o ' nvi mode .*learn [a-z]* *fast [a-z]*'; }

# untracked WHAT: check that conntrack is off in this namespace, as without an nvi device
untracked()
{
	local count

	echo x >/dev/udp/127.0.0.1/9 || fail "$1: lo does not work"
	read -r count </proc/sys/net/netfilter/nf_conntrack_count
	[[ $count == 0 ]] || fail "$1: conntrack is on without a device"
}

# honest WHAT: the error must be about memory. (If netlink's own message or answer fails, the error
# is ENOBUFS. If the kernel cannot name a device, it registers it all the same, which gives EINVAL.)
honest()
{
	case $text in
	*"Cannot allocate memory"* | *"No buffer space"* | *"Invalid argument"*) ;;
	*) fail "$1: says '$text'" ;;
	esac
}

# every_link ATTRIBUTES SHOWN FAST: create nvi0 with each allocation failing
every_link()
{
	local n again now refused=0
	local add="nvi0 type nvi $1 mark 0x1/0xf learn once"

	for ((n = 1; ; n++)); do
		again=''
		# shellcheck disable=SC2086 # words
		failing $n link ip link add $add
		if ((status)); then
			honest "creation, $1, allocation $n"
			refused=$((refused + 1))
			# the device was created, and only the answer was lost
			[[ $text != *"No buffer"* ]] || ! there || ip link del nvi0
			! there || fail "creation, $1, allocation $n: failed, but nvi0 is there"
			untracked "creation, $1, allocation $n"
			again="link add $add"
		fi
		now=$(printf '%s\n' "$again" "link show nvi0" "link del nvi0" | ip -d -batch -) ||
			fail "creation, $1, after allocation $n: the next attempt or the deletion fails"
		[[ $now == *"$2"*"mark 0x1/0xf"*"learn once"*"$3"* ]] ||
			fail "creation, $1, allocation $n: is $now"
		untracked "creation, $1, allocation $n, deleted"
		[[ $how == failed ]] || break
	done
	compare $((n - 1)) '>' 20 "creation, $1: allocations that failed"
	compare $refused '>' 10 "creation, $1: attempts that failed"
}

# every_change OLD NEW: change attributes with each allocation failing; all change or none
every_change()
{
	local n now refused=0 old="$1" new="$2"

	# shellcheck disable=SC2086 # words
	ip link add nvi0 type nvi $old
	for ((n = 1; ; n++)); do
		# shellcheck disable=SC2086
		failing $n link ip link set nvi0 type nvi mark 7/7 $new
		now=$(attributes)
		if ((status)); then
			honest "change, allocation $n"
			refused=$((refused + 1))
			[[ $now != *"mark 0x7/0x7"* || $text == *"No buffer"* ]] ||
				fail "change, allocation $n: refused, but the device has $now"
		else
			[[ $now == *"mark 0x7/0x7"* ]] || fail "change, allocation $n: accepted, but the device has $now"
		fi
		[[ $now != *" mark "* && $now == *"$old" || $now == *"mark 0x7/0x7"*"$new" ]] ||
			fail "change, allocation $n: the device has $now"
		# shellcheck disable=SC2086
		ip link set nvi0 type nvi mark 7/7 $new ||
			fail "change, after allocation $n: the next attempt fails"
		# shellcheck disable=SC2086
		ip link set nvi0 type nvi mark off $old
		[[ $how == failed ]] || break
	done
	ip link del nvi0
	compare $((n - 1)) '>' 2 "change to $new: allocations that failed"
	compare $refused '>' 1 "change to $new: attempts that failed"
}

# labels_back: check that no user of labels is left. A connection created without one has no room
# for a record, and a device created later counts it as unrecorded.
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
	conntrack -F >/dev/null 2>&1	# the entry would stay until its timeout
}

# every_load: load the module with each allocation failing
every_load()
{
	local n refused=0 ko

	ko=$(modinfo -n nvi) || fail "no nvi.ko"
	modprobe -r nvi
	only require do_init_module
	for ((n = 1; ; n++)); do
		failing $n module insmod "$ko"
		if ((status)); then
			refused=$((refused + 1))
			[[ $text == *"Cannot allocate memory"* ]] || fail "load, allocation $n: says '$text'"
			[[ ! -e /sys/module/nvi ]] || fail "load, allocation $n: failed, but nvi is loaded"
		fi
		[[ -e /sys/module/nvi ]] || insmod "$ko" || fail "load, after allocation $n: the next attempt fails"
		rmmod nvi || fail "load, allocation $n: cannot unload"
		[[ $how == failed ]] || break
	done
	only require
	modprobe nvi
	compare $((n - 1)) '>' 10 "load: allocations that failed"
	compare $refused '>' 1 "load: attempts that failed"
}

ip link set lo up
modprobe nvi
nft list ruleset >/dev/null	# loads its modules
untracked "before"
every_link "mode reinject" "nvi mode reinject" "fast off"
every_link "mode reflect" "nvi mode reflect" "fast off"
every_link "fast on" "nvi mode reinject" "fast on"
every_change "hops one replay off fallback route learn follow fast off" \
	"hops two replay on fallback refuse learn once fast off"
every_change "learn follow fast off" "learn once fast on"
labels_back
every_load
untracked "at the end"
labels_back
kept
