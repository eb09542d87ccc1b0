#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# An ordinary user can read everything, learns the capability that a change needs, and is root in a userns
#
# gw has an nvi device, and rules and routes of nvictl. The ordinary user cannot change them. In a
# user namespace of the user's own, every command works.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl setpriv unshare

setup_gw 192.0.2.2/24
gw nvictl -b - <<-'END' || fail "cannot set up gw"
	device add nvi0 up
	rule add stage 1 iif lan via nvi0
	rule add stage 2 from 192.0.2.0/24 table 102
	route add default via 192.0.2.1 table 102
	reflect add 192.0.2.2
	reflect add sockets
END
state() { gw nvictl rule show all; gw nvictl route show; gw nvictl -j device show | jq -c '.[] | [.ifname, .flags, .mtu, .nvi]'; }
before=$(state)
user() { ordinary "$gw" nvictl "$@"; }

# Commands that show: the output is the same as root's
for look in "rule show all" "-j rule show" "-6 rule show all" "route show" "-j route show" \
	"path from 192.0.2.9 to 192.0.2.7 iif lan" "-j path from 192.0.2.9 to 192.0.2.7 iif lan"; do
	# shellcheck disable=SC2086 # words
	seen=$(user $look; echo "status $?")
	# path exits with 3 when it finds a mistake
	[[ $seen == ?*$'\nstatus '[03] && $seen == "$(gw nvictl $look; echo "status $?")" ]] ||
		fail "$look: '$seen'"
	echo "ok: $look"
done
for look in "device show" "-s -d -j device show nvi0" "stats --prometheus" "stats -i 0.1 -c 1"; do
	# shellcheck disable=SC2086
	works "$look" has nvi0 < <(user $look)
done
# the counters of these may change between two runs
for look in "reflect show" "-j reflect show"; do
	# shellcheck disable=SC2086
	works "$look" has back0 < <(user $look)
done
works "a batch" user -b - <<<$'rule show\nroute show\ndevice show nvi0'
# listens: a socket there has joined a group of netlink
listens() { gw awk 'NR > 1 && $4 !~ /^0+$/ { f = 1 } END { exit !f }' /proc/net/netlink; }
for what in device rule; do
	user monitor $what >/dev/null 2>&1 &
	wait_for 10 listens
	kill -0 $! || fail "monitor $what ended"
	stop $!
	echo "ok: monitor $what"
done

# needs CAPABILITY COMMAND...: COMMAND is refused with one sentence that names CAPABILITY
needs() { check 2 "*need* $1 *" user "${@:2}"; }
needs CAP_NET_ADMIN device add nvi1
needs CAP_NET_ADMIN device set nvi0 down
needs CAP_NET_ADMIN device set nvi0 mtu 1400 mark 1 hops two
needs CAP_NET_ADMIN device set nvi0 name nvi7
needs CAP_NET_ADMIN device del nvi0
needs CAP_NET_ADMIN rule add pref 7 table 5
needs CAP_NET_ADMIN rule add stage 1 iif lan from 10.0.0.1 via nvi0
needs CAP_NET_ADMIN -6 rule add stage 1 iif lan via nvi0
needs CAP_NET_ADMIN rule del stage 2
needs CAP_NET_ADMIN rule flush
needs CAP_NET_ADMIN route add default via 192.0.2.1 table 103
needs CAP_NET_ADMIN route del default table 102
needs CAP_NET_ADMIN reflect add all
needs CAP_NET_ADMIN -6 reflect add sockets fwmark 1
needs CAP_NET_ADMIN reflect del 192.0.2.2
needs CAP_NET_ADMIN reflect flush
needs "CAP_BPF and CAP_NET_ADMIN" reflect exec true
needs CAP_NET_ADMIN flow show
needs CAP_NET_ADMIN -j flow show
needs CAP_NET_ADMIN monitor
needs CAP_NET_ADMIN monitor flow
needs CAP_NET_ADMIN -b - <<<'rule add pref 7 table 5'
needs CAP_NET_ADMIN --atomic -b - <<<$'rule add pref 7 table 5\ndevice add nvi1'
check 2 '*this needs CAP_SYS_ADMIN*' setpriv --reuid 1000 --clear-groups --bounding-set=-all \
	nvictl -n "$gw" rule show
is "$(user -j flow show 2>/dev/null | jq -c .)" "[]" "JSON after a refusal is a complete document"
is "$(state)" "$before" "gw is unchanged"

[[ $(cat /proc/sys/kernel/unprivileged_userns_clone 2>/dev/null || echo 1) == 1 ]] || exit 0
modprobe -a dummy nf_conntrack_netlink
# shellcheck disable=SC2016 # expanded by the inner bash
works "every command in a user namespace" ordinary "$gw" unshare -Urn bash -euc '
	ip link add lan type dummy
	ip link set lan up
	ip addr add 192.0.2.2/24 dev lan
	nvictl device add nvi0 up
	nvictl device set nvi0 mtu 1400 mark 0x100/0xff00
	nvictl -j device show nvi0 | grep -q 0xff00
	nvictl device set nvi0 down
	nvictl device set nvi0 name nvi1
	nvictl device set nvi1 up
	nvictl rule add stage 1 iif lan via nvi1
	nvictl rule add stage 2 from 192.0.2.0/24 table 102
	nvictl route add default via 192.0.2.1 table 102
	[[ $(nvictl rule show | wc -l) == 3 ]]
	[[ $(nvictl -j rule show | grep -c via) == 1 ]]
	[[ $(nvictl route show | wc -l) == 2 ]]
	[[ $(nvictl -j flow show) == "[]" ]]
	nvictl reflect add 192.0.2.2
	[[ $(nvictl -j reflect show | grep -c back0) == 1 ]]
	nvictl reflect flush
	[[ $(nvictl -j reflect show) == "[]" ]]
	nvictl -j path from 10.0.0.1 to 9.9.9.9 iif lan as 192.0.2.7 >/dev/null || [[ $? == 3 ]]
	nvictl stats -i 0.1 -c 1
	nvictl stats --prometheus | grep -q nvi_up
	(timeout 1 nvictl monitor || [[ $? == 124 ]])
	# atomic: the last line fails, and everything is restored
	if printf "%s\n" "rule add pref 7 table 5" "device add nvi2" "rule add pref 7 table 5" |
		nvictl --atomic -b -; then exit 1; fi
	[[ $(nvictl rule show | wc -l) == 3 && $(nvictl device show | grep -c mtu) == 1 ]]
	printf "%s\n" "rule add pref 7 table 5" "device add nvi2" | nvictl -b -
	nvictl rule del pref 7
	nvictl route del default table 102
	nvictl rule flush
	nvictl device set nvi1 down
	nvictl device del nvi1
	nvictl device del nvi2
	[[ $(nvictl -j rule show) == "[]" && $(nvictl -j route show) == "[]" && $(nvictl -j device show) == "[]" ]]
'
is "$(state)" "$before" "gw is unchanged by the user namespace"
