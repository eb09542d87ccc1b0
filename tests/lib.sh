# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Helpers of all tests: namespaces, waiting, checks, clean-up. A script sources this file and
# runs as root in the lab (scripts/vm).
#
# A test is a straight sequence of commands and ends with the first check that fails. At exit,
# _cleanup() removes everything that the test created. A test that passed must also leave
# nothing behind, see no_leaks().
set -uo pipefail

_lib=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
_namespaces=()	# their unique names
_pids=()	# of background jobs
_marker="nvi-test: $(basename "$0") $$"
PATH=$PATH:/usr/sbin:/sbin
export PATH

fail() { echo "FAIL: $*"; exit 1; }
skip() { echo "$*"; exit 4; }

# need PROGRAM...: skip the test if a program is missing
need()
{
	local p

	for p; do
		command -v "$p" >/dev/null || skip "$p is not installed"
	done
}

# setup_ns NAME...: create namespaces. For each, the variable NAME holds its unique name, and
# the function NAME runs a command in it.
setup_ns()
{
	local n real

	printf "netns add %s-$$\n" "$@" | ip -batch - || fail "cannot make namespaces $*"
	for n; do
		real=$n-$$
		_namespaces+=("$real")
		printf -v "$n" %s "$real"
		eval "$n() { ip netns exec $real \"\$@\"; }"
		ip -n "$real" link set lo up
	done
}

# drop_ns NAME...: delete namespaces made by setup_ns before the test ends
drop_ns()
{
	local n real keep other

	for n; do
		real=${!n}
		ip netns del "$real" || fail "cannot delete namespace $real"
		keep=()
		for other in "${_namespaces[@]}"; do
			[[ $other == "$real" ]] || keep+=("$other")
		done
		_namespaces=("${keep[@]}")
	done
}

# wait_for SECONDS COMMAND...: repeat COMMAND until it succeeds; fail the test after SECONDS
wait_for()
{
	local end=$((SECONDS + $1 + 1))

	shift
	until "$@" >/dev/null 2>&1; do
		((SECONDS < end)) || fail "timed out waiting for: $*"
		sleep 0.05
	done
}

# start COMMAND...: run a command in the background until the test ends; sets $pid
start()
{
	"$@" &
	pid=$!
	_pids+=("$pid")
}

# stop PID...: end background jobs and wait for them
stop()
{
	local p

	for p; do
		kill "$p" 2>/dev/null
		wait "$p" 2>/dev/null
	done
	return 0
}

# is ACTUAL EXPECTED WHAT: fail unless the two texts are equal
is()
{
	[[ $1 == "$2" ]] || fail "$3: is '$1', should be '$2'"
	echo "ok: $3: $1"
}

# compare A OP B WHAT: compare numbers; OP as in (( )). Example: compare "$n" '>=' 3 pings
compare()
{
	[[ $1 =~ ^[0-9]+$ && $3 =~ ^[0-9]+$ ]] || fail "$4: '$1' and '$3' are not numbers"
	# shellcheck disable=SC1105
	(( $1 $2 $3 )) || fail "$4: $1 is not $2 $3"
	echo "ok: $4: $1 $2 $3"
}

# works WHAT COMMAND...: fail unless the command succeeds
works()
{
	local what=$1

	shift
	"$@" || fail "$what: '$*' failed with status $?"
	echo "ok: $what"
}

# refused WHAT COMMAND...: fail if the command succeeds
refused()
{
	local what=$1

	shift
	if "$@"; then fail "$what: '$*' succeeded"; fi
	echo "ok: $what"
}

# has [OPTION...] PATTERN: true if a line of stdin matches. (grep -q would exit early, and the
# pipeline's status would be the writer's SIGPIPE.)
has() { [[ $(grep -c "$@") != 0 ]]; }

# fast: true if the suite runs with the fast path (NVI_MODE=fast)
fast() { [[ ${NVI_MODE-} == fast ]]; }

# not_fast REASON: skip the test if the suite runs with the fast path
not_fast() { ! fast || skip "not with the fast path: $*"; }

# fast_settled NS [DEVICE]: wait until the fast path has not been emptied for 1.5 seconds.
# (Link-local addresses add routes for a second or two after a device is up.)
fast_settled()
{
	local n now i

	n=$(counter "$1" fast_emptied "${2:-nvi0}")
	for ((i = 0; i < 15; i++)); do
		sleep 0.1
		now=$(counter "$1" fast_emptied "${2:-nvi0}")
		[[ $now == "$n" ]] || n=$now i=0
	done
}

# queued NS DEVICE N: true if the root qdisc holds N packets
queued() { [[ $(ip netns exec "$1" tc -s qdisc show dev "$2" root) == *"b $3p requeues"* ]]; }

# hold NS DEVICE: its queue keeps all packets until let_go NS DEVICE
hold()
{
	modprobe -q sch_plug || skip "no sch_plug"
	ip netns exec "$1" tc qdisc add dev "$2" root plug limit 1000000 || fail "cannot hold packets at $2"
}
let_go() { ip netns exec "$1" tc qdisc change dev "$2" root plug release_indefinite; }

# listening NS tcp|udp|sctp PORT [SOCKETS]: true if at least SOCKETS (1) sockets listen there
listening()
{
	local n=${4:-1}

	case $2 in
	tcp) (($(ip netns exec "$1" ss -Htln "sport = $3" | wc -l) >= n)) ;;
	udp) (($(ip netns exec "$1" ss -Huan "sport = $3" | wc -l) >= n)) ;;
	sctp) ip netns exec "$1" awk -v p="$3" -v n="$n" '$6 == p { f++ } END { exit f < n }' \
		/proc/net/sctp/eps ;;
	esac
}

# no_leaks: fail if the test has left a device, a module reference or a kernel warning behind.
#
# The sentinel is a device whose namespace is deleted last. The kernel cleans namespaces up in
# order. When the sentinel is gone, the clean-up of all others has begun, and unloading the
# module takes the lock that a clean-up holds until it ends. A leaked reference to a device, a dst
# or a conntrack entry blocks a clean-up; a reference to the module keeps it loaded.
no_leaks()
{
	local splat

	if ! { ip netns add "sentinel-$$" &&
		ip link add "sent$$" type veth peer name s0 netns "sentinel-$$" &&
		ip netns del "sentinel-$$"; }; then
		fail "cannot make the sentinel"
	fi
	wait_for 60 test ! -e "/sys/class/net/sent$$"
	if [[ -e /sys/module/nvi ]]; then
		timeout 60 modprobe -r nvi ||
			fail "nvi cannot be unloaded: a reference is left"
		[[ ! -e /sys/module/nvi ]] || fail "nvi is still loaded"
	fi
	[[ -z $(ip -o link show type nvi 2>/dev/null) ]] ||
		fail "there is still an nvi device"
	splat=$(dmesg | sed -n "/$_marker/,\$p" | grep -E -A 30 \
		'BUG|WARNING|cut here|Oops|refcount_t|waiting for .* to become free|INFO: (possible|task|rcu)|Call Trace')
	[[ -z $splat ]] || fail "the kernel log has: $splat"
	echo "ok: nothing leaked"
}

# on_exit COMMAND...: run the command when the test ends
_on_exit=()
on_exit() { _on_exit+=("$(printf '%q ' "$@")"); }

# _kill_the_rest: kill the processes left in the namespaces. (One ip netns pids for each
# namespace takes longer.)
_kill_the_rest()
{
	local dir n

	for dir in /proc/[0-9]*; do
		# most processes are in this script's own namespace
		[[ $dir/ns/net -ef /proc/self/ns/net ]] && continue
		for n in "${_namespaces[@]}"; do
			[[ $dir/ns/net -ef /run/netns/$n ]] && kill "${dir#/proc/}" 2>/dev/null
		done
	done
}

_cleanup()
{
	local status=$? n

	trap - EXIT
	for n in "${_on_exit[@]}"; do eval "$n"; done
	stop "${_pids[@]}"
	if ((${#_namespaces[@]})); then
		_kill_the_rest
		printf 'netns del %s\n' "${_namespaces[@]}" | ip -force -batch -
	fi
	((status)) && exit "$status"
	# the demo may run on a machine with other nvi devices
	[[ ${NVI_DEMO-} ]] || (no_leaks) || exit 1
	exit 0
}
trap _cleanup EXIT
trap 'exit 143' TERM INT

echo "$_marker" >/dev/kmsg
# shellcheck source=tests/counters.sh
. "$_lib/counters.sh"
# shellcheck source=tests/gateway.sh
. "$_lib/gateway.sh"
# shellcheck source=tests/traffic.sh
. "$_lib/traffic.sh"
