# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by everything in scripts/: where things are, how to talk, how to
# keep two runs off each other's cache.

# Asked for the path of a script one directory up, so scripts/lib/.. /.. is
# the top. NVI_TOP lets the lab's own tests use another tree.
LIB=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
SCRIPTS=${LIB%/*}
TOP=${NVI_TOP:-${SCRIPTS%/*}}
CACHE=${NVI_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/nvi}
ME=${0##*/}
# shellcheck disable=SC2034 # used by the scripts that source this
readonly LIB SCRIPTS TOP CACHE ME

say()
{
	printf '%s: %s\n' "$ME" "$*" >&2
}

# die [-STATUS] SENTENCE
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

# usage FILE: the comment at the head of a script is its manual
usage()
{
	sed -n '/^# SPDX/d; /^#!/d; /^#/!q; s/^# \{0,1\}//p' "$1"
}

# quietly COMMAND...: show what a command says only when it fails
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

# lock FILE: hold an exclusive lock until this (sub)shell ends. The lock goes
# away with its holder, however that ends, so there are no stale ones.
# The descriptor must not leak into long-lived children: see unlock.
lock()
{
	mkdir -p "$(dirname "$1")" || die "cannot create $(dirname "$1")"
	exec {LOCK_FD}>"$1" || die "cannot write $1"
	if ! flock -w 2 "$LOCK_FD"; then
		say "waiting for another run that holds $1"
		flock "$LOCK_FD"
	fi
}

unlock()
{
	exec {LOCK_FD}>&-
}
