#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# seeds.bash DIRECTORY
#
# Writes the seeds in seeds.txt to files in DIRECTORY/NAME, in the input format of the
# fuzzer NAME, and the keywords of nvictl to DIRECTORY/NAME.dict.
set -euo pipefail
top=$(cd "$(dirname "$0")" && pwd)
to=${1:?seeds.bash wants a directory}
name='' n=0 text=''

# seed PREFIX: write PREFIX and $text as a seed
seed()
{
	[[ -n $text ]] || return 0
	n=$((n + 1))
	# PREFIX is a format, because a variable of bash cannot contain a zero byte
	# shellcheck disable=SC2059
	{ printf "$1"; printf '%s' "$text"; } >"$to/$name/seed-$n"
	text=''
}

while IFS= read -r line; do
	case $name:$line in
	*:\[*\]) name=${line//[][]/}; mkdir -p "$to/$name" ;;
	:*) ;;
	words:*) text=$line; seed 0 ;;
	values:*) text=$line; seed '' ;;
	batch:--) seed "\\x$(printf %x $((n % 64)))\\x$(printf %x $((n % 4 * 3)))" ;;
	names:--) seed '' ;;
	*) text+=$line$'\n' ;;
	esac
done <"$top/seeds.txt"

known=$(sed -nE 's/^\t\{ ("-{0,2}[a-z0-9_]+"), .*/\1/p' "$top"/../../userspace/{*,*/*}/*.c | sort -u)
sed -nE 's/^\t\{ ("[a-z-]+"), gw_take_.*/\1/p' "$top/../../userspace/gateway/config/keys.c" | sort -u >"$to/gateway.dict"
for name in words batch; do
	printf '%s\n' "$known" >"$to/$name.dict"
done
