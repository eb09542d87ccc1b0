#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Every allocation fails once, and afterwards everything is as it was before
#
# One namespace. /proc/self/fail-nth makes the Nth allocation of one system call fail,
# and says whether there was an Nth one; so N goes up until there was none: creation
# of a device, with all that a namespace gets with its first one, a change of its
# attributes, loading of the module. (Packets: failing_packets.sh.)
#
# Of a module load only what its init function causes: the rest is the kernel's own, and it
# warns of some of that.
# shellcheck disable=SC2154,SC2016
[[ ${NVI_OWN_NET-} ]] || NVI_OWN_NET=1 exec unshare -n -- bash "$0"
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/failing.bash"
need insmod ethtool nft conntrack

there() { IFS= read -r -d '' devices </proc/net/dev; [[ $devices == *nvi0:* ]]; }
attributes() { ip -d link show nvi0 | grep -o ' nvi mode .*learn [a-z]* *fast [a-z]*'; }

# untracked: nothing of an nvi device is left in this namespace: conntrack is off
untracked()
{
	local count

	echo x >/dev/udp/127.0.0.1/9 || fail "$1: lo does not work"
	read -r count </proc/sys/net/netfilter/nf_conntrack_count
	[[ $count == 0 ]] || fail "$1: conntrack is on without a device"
}

# honest WHAT: an error has to say that it was memory. (Netlink's own message can be
# what fails, or its answer: then nobody can say more than ENOBUFS. And the kernel registers a
# device that it could not give a name to, which is EINVAL.)
honest()
{
	case $text in
	*"Cannot allocate memory"* | *"No buffer space"* | *"Invalid argument"*) ;;
	*) fail "$1: says '$text'" ;;
	esac
}

# every_link ATTRIBUTES SHOWN: creation of nvi0
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
			# made, and only the answer was lost
			[[ $text != *"No buffer"* ]] || ! there || ip link del nvi0
			! there || fail "creation, $1, allocation $n: failed, but nvi0 is there"
			untracked "creation, $1, allocation $n"
			again="link add $add"
		fi
		now=$(printf '%s\n' "$again" "link show nvi0" "link del nvi0" | ip -d -batch -) ||
			fail "creation, $1, after allocation $n: the next try fails, or deletion"
		[[ $now == *"$2"*"mark 0x1/0xf"*"learn once"*"$3"* ]] ||
			fail "creation, $1, allocation $n: is $now"
		untracked "creation, $1, allocation $n, deleted"
		[[ $how == failed ]] || break
	done
	compare $((n - 1)) '>' 20 "creation, $1: allocations that failed"
	compare $refused '>' 10 "creation, $1: so that it was refused"
}

# every_change OLD NEW: of attributes, on a device that is there, all of it or nothing
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
				fail "change, allocation $n: refused, but is $now"
		else
			[[ $now == *"mark 0x7/0x7"* ]] || fail "change, allocation $n: taken, but is $now"
		fi
		[[ $now == *"real hops"*"$old" || $now == *"mark 0x7/0x7"*"$new" ]] ||
			fail "change, allocation $n: is $now"
		# shellcheck disable=SC2086
		ip link set nvi0 type nvi mark 7/7 $new ||
			fail "change, after allocation $n: the next try fails"
		# shellcheck disable=SC2086
		ip link set nvi0 type nvi mark off $old
		[[ $how == failed ]] || break
	done
	ip link del nvi0
	compare $((n - 1)) '>' 2 "change to $new: allocations that failed"
	compare $refused '>' 1 "change to $new: so that it was refused"
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
		[[ -e /sys/module/nvi ]] || insmod "$ko" || fail "load, after allocation $n: the next try fails"
		rmmod nvi || fail "load, allocation $n: cannot unload"
		[[ $how == failed ]] || break
	done
	only require
	modprobe nvi
	compare $((n - 1)) '>' 10 "load: allocations that failed"
	compare $refused '>' 1 "load: so that it was refused"
}

ip link set lo up
modprobe nvi
nft list ruleset >/dev/null	# loads what it needs
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
