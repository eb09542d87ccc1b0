# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Helpers of the tests of nvictl, in addition to tests/lib.sh

# check STATUS PATTERN COMMAND...: COMMAND must exit with STATUS and print one sentence on stderr
# that matches PATTERN
check()
{
	local want=$1 pattern=$2 said status

	shift 2
	said=$({ "$@" >/dev/null; } 2>&1)
	status=$?
	# shellcheck disable=SC2053 # a pattern
	[[ $status == "$want" && $said == nvictl:\ $pattern && $said != *$'\n'* ]] ||
		fail "'$*' says '$said', status $status"
	echo "ok: $said"
}

# same ACTUAL EXPECTED WHAT: like is(), without the text in the log
same()
{
	[[ $1 == "$2" ]] || { diff <(echo "$2") <(echo "$1"); fail "$3"; }
	echo "ok: $3"
}

# ordinary NS COMMAND...: run COMMAND in a namespace as an ordinary user
ordinary()
{
	ip netns exec "$1" setpriv --reuid 1000 --clear-groups --bounding-set=-all "${@:2}"
}

# setup_gw [ADDRESS...]: create namespace gw with a LAN that has these addresses
setup_gw()
{
	setup_ns gw
	ip -n "$gw" link add lan type dummy
	ip -n "$gw" link set lan up
	addr "$gw" lan "$@"
}

# path WORDS: run nvictl path in the router; set $said and $status
path()
{
	said=$(r nvictl -j path "$@" 2>&1)
	status=$?
}

# got JQ EXPECTED WHAT: check a value of path()'s output
got() { is "$(jq -r "$1" <<<"$said")" "$2" "$3"; }

# mistake PATTERN WHAT: path() must have named a mistake that matches PATTERN, and exited with 3
mistake()
{
	local m

	m=$(jq -r .mistake <<<"$said")
	# shellcheck disable=SC2053 # a pattern
	[[ $status == 3 && $m == $1 ]] || fail "$2: status $status, says $said"
	echo "ok: $2: $m"
}

# room_for FLOWS: let conntrack hold FLOWS connections; create files for measurements, $peak and
# $shown
room_for()
{
	local before

	peak=$(mktemp) shown=$(mktemp)
	on_exit rm -f "$peak" "$shown"
	modprobe -a nf_conntrack nf_conntrack_netlink || skip "this kernel has no modules nf_conntrack*"
	before=$(sysctl -n net.netfilter.nf_conntrack_max)
	on_exit sysctl -qw net.netfilter.nf_conntrack_max="$before"
	sysctl -qw net.netfilter.nf_conntrack_max=$(($1 + 10000))
	# the kernel refuses entries that would make a hash chain long
	before=$(sysctl -n net.netfilter.nf_conntrack_buckets)
	(($1 > before)) || return 0
	on_exit sysctl -qw net.netfilter.nf_conntrack_buckets="$before"
	sysctl -qw net.netfilter.nf_conntrack_buckets="$1"
}
