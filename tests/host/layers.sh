#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Files of nvictl include only files of the same folder or an earlier one
#
# The order of the folders is the list in userspace/Makefile. Files must not include each
# other in a circle.
cd "$(dirname "$0")/../.." || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# folders DIRECTORY: print the folders in their order; "." (main.c) is the last
folders() {
	sed -n '/^folders :=/,/[^\\]$/p' "$1/Makefile" | sed 's/^folders :=//; s/\\$//' |
		tr -s '[:space:]' '\n' | sed '/^$/d'
	echo .
}

# includes DIRECTORY: print "FILE INCLUDED" for each include of a file of nvictl
includes() {
	(cd "$1" && find . -name iplink -prune -o -name '*.[ch]' -print0 |
		xargs -0 grep -Ho '^#include "[^"]*/[^"]*"') |
		sed -E 's,^\./([^:]*):#include "(.*)",\1 \2,' | sort
}

# wrong DIRECTORY: print each violation in the userland at DIRECTORY
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
				print f[1] " includes " f[2] ", from a later folder"
		}
	}'
	# NAME.c and NAME.h count as one file; tsort reports circles
	sed -E 's,\.[ch]\b,,g' "$tmp/includes" | awk '$1 != $2' | tsort 2>&1 >/dev/null |
		sed -E 's,^tsort: -?:? ?,,'
}

# plant FILE INCLUDE TEXT: fail if a copy where FILE includes INCLUDE is not reported
plant() {
	rm -rf "$tmp/copy"
	cp -r userspace "$tmp/copy"
	sed -i "1a #include \"$2\"" "$tmp/copy/$1"
	[[ $(wrong "$tmp/copy") == *"$3"* ]] || { echo "$1 including $2 is not reported"; exit 1; }
}

plant base/out.c cmd/cmd.h 'base/out.c includes cmd/cmd.h'
plant base/common.h base/parse.h 'loop'
(($(wc -l <"$tmp/includes") > 200)) || { echo "found too few includes"; exit 1; }
found=$(wrong userspace)
[[ -z $found ]] || { echo "$found"; exit 1; }
