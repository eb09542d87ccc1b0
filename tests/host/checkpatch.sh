#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# checkpatch and kernel-doc have nothing to say about the C sources
#
# The scripts come from Debian's linux-source package; they are kept in the cache.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
# shellcheck source=scripts/lib/apt.sh
. scripts/lib/apt.sh
scripts/need perl=perl xz=xz-utils || exit 1
dir=$CACHE/checkpatch
if [[ ! -e $dir/kernel-doc ]]; then
	tmp=$(mktemp -d) || exit 1
	trap 'rm -rf "$tmp"' EXIT
	apt_setup source "$(host_codename)" "$(host_codename)-security"
	name=$(newest_package '^linux-source-[0-9.]+$' | cut -d' ' -f1)
	(cd "$tmp" && private_apt get download "$name" && dpkg-deb -x ./*.deb .) >/dev/null 2>&1
	tar -C "$tmp" -xf "$tmp"/usr/src/"$name".tar.xz --wildcards --strip-components=2 \
		'*/scripts/checkpatch.pl' '*/scripts/spelling.txt' '*/scripts/const_structs.checkpatch' '*/scripts/kernel-doc' ||
		{ echo "Debian's $name cannot be had"; exit 4; }
	mkdir -p "$dir"
	mv "$tmp"/{spelling.txt,const_structs.checkpatch,checkpatch.pl,kernel-doc} "$dir/"
fi
# FILE_PATH_CHANGES is about patches; unused macro arguments are what it takes
# to give an old kernel a new name (driver/compat)
said=$(perl "$dir/checkpatch.pl" --no-tree --terse --show-types \
	--ignore FILE_PATH_CHANGES,MACRO_ARG_UNUSED \
	-f driver/*.[ch] driver/compat/*.h include/uapi/linux/nvi.h include/nvi/*.h userspace/*.[ch] |
	grep -v '^total: 0 errors, 0 warnings')
[[ -z $said ]] || { echo "$said"; exit 1; }

# every public function and structure is described, and every member of it
perl "$dir/kernel-doc" -none driver/*.[ch] include/uapi/linux/nvi.h include/nvi/*.h userspace/*.[ch] 2>&1 |
	grep -v "^$" && exit 1
exit 0
