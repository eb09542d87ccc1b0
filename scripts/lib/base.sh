# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by every script in scripts/: paths, messages, and locks for the cache.

# This file is scripts/lib/base.sh below the top of the tree. The lab's own tests use
# another tree by NVI_TOP.
LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SCRIPTS=${LIB%/*}
TOP=${NVI_TOP:-${SCRIPTS%/*}}
CACHE=${NVI_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/nvi}
ME=${0##*/}
# shellcheck disable=SC2034 # used by the scripts that source this
readonly LIB SCRIPTS TOP CACHE ME

# say WORD...: print a message to stderr, with the name of the script
say()
{
	printf '%s: %s\n' "$ME" "$*" >&2
}

# die [-STATUS] WORD...: print a message and exit with STATUS (1)
die()
{
	local status=1

	if [[ $1 == -[0-9]* ]]; then
		status=${1#-}
		shift
	fi
	say "$*"
	exit "$status"
}

# usage FILE: print the comment at the head of the script
usage()
{
	sed -n '/^# SPDX/d; /^#!/d; /^#/!q; s/^# \{0,1\}//p' "$1"
}

# quietly COMMAND...: run a command, and print its output to stderr only if it fails or V=1
quietly()
{
	local log status=0

	if [[ ${V:-0} == 1 ]]; then
		"$@" >&2
		return
	fi
	log=$(mktemp)
	"$@" >"$log" 2>&1 </dev/null || status=$?
	((status == 0)) || cat "$log" >&2
	rm -f "$log"
	return "$status"
}

# lock FILE: hold an exclusive lock until this (sub)shell ends or unlock is called. The
# kernel releases the lock when its holder ends, so no lock is stale. Long-lived
# children inherit the descriptor: call unlock before starting one.
lock()
{
	mkdir -p "$(dirname "$1")" || die "cannot create $(dirname "$1")"
	exec {LOCK_FD}>"$1" || die "cannot write $1"
	if ! flock -w 2 "$LOCK_FD"; then
		say "waiting for another run that holds $1"
		flock "$LOCK_FD"
	fi
}

# unlock: release the lock
unlock()
{
	exec {LOCK_FD}>&-
}
