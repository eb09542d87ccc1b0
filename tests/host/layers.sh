#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Includes of nvictl point to the same folder or to one before it in the Makefile's
# list, and files do not include each other in a circle
cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# folders in their order; main.c stands behind all
folders() {
	sed -n '/^folders :=/,/[^\\]$/p' "$1/Makefile" | sed 's/^folders :=//; s/\\$//' |
		tr -s '[:space:]' '\n' | sed '/^$/d'
	echo .
}

# "FILE INCLUDED" for each include of another file of nvictl
includes() {
	(cd "$1" && find . -name iplink -prune -o -name '*.[ch]' -print0 |
		xargs -0 grep -Ho '^#include "[^"]*/[^"]*"') |
		sed -E 's,^\./([^:]*):#include "(.*)",\1 \2,' | sort
}

# Prints what is wrong with the userland in a folder.
wrong() {
	includes "$1" >"$tmp/includes"
	folders "$1" | awk -v all="$tmp/includes" '
	function dir(f) { return sub("/[^/]*$", "", f) ? f : "." }
	{ place[$1] = NR }
	END {
		while ((getline line < all) > 0) {
			split(line, f, " ")
			for (i = 1; i <= 2; i++)
				if (!place[dir(f[i])])
					print f[i] ": its folder is not in the list of the Makefile"
			if (place[dir(f[2])] > place[dir(f[1])])
				print f[1] " includes " f[2] ", of a folder behind its own"
		}
	}'
	# NAME.c and NAME.h are one; only a circle makes tsort complain
	sed -E 's,\.[ch]\b,,g' "$tmp/includes" | awk '$1 != $2' | tsort 2>&1 >/dev/null |
		sed -E 's,^tsort: -?:? ?,,'
}

plant() {
	rm -rf "$tmp/copy"
	cp -r userspace "$tmp/copy"
	sed -i "1a #include \"$2\"" "$tmp/copy/$1"
	[[ $(wrong "$tmp/copy") == *"$3"* ]] || { echo "$1 including $2 is not found"; exit 1; }
}

plant base/out.c cmd/cmd.h 'base/out.c includes cmd/cmd.h'
plant base/common.h base/parse.h 'loop'
(($(wc -l <"$tmp/includes") > 200)) || { echo "found only few includes"; exit 1; }
found=$(wrong userspace)
[[ -z $found ]] || { echo "$found"; exit 1; }
