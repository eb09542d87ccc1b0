# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The kernel's own scripts that look at sources: checkpatch, kernel-doc, Coccinelle's.
# They come from Debian's linux-source package and are kept in the cache.
# Needs lib/base.sh and lib/apt.sh.

# kernel_scripts: sets KERNEL_SCRIPTS to the directory; false if they cannot be had
kernel_scripts()
{
	local tmp name

	# shellcheck disable=SC2034 # for who calls
	KERNEL_SCRIPTS=$CACHE/kernel-scripts
	(
		lock "$KERNEL_SCRIPTS.lock"
		[[ ! -e $KERNEL_SCRIPTS ]] || exit 0
		"$SCRIPTS/need" perl=perl xz=xz-utils || exit 1
		tmp=$(mktemp -d -p "$CACHE") || exit 1
		trap 'rm -rf "$tmp"' EXIT
		apt_setup source "$(host_codename)" "$(host_codename)-security"
		name=$(newest_package '^linux-source-[0-9.]+$' | cut -d' ' -f1)
		(cd "$tmp" && private_apt get download "$name" && dpkg-deb -x ./*.deb .) >/dev/null 2>&1
		mkdir "$tmp/scripts"
		tar -C "$tmp/scripts" -xf "$tmp"/usr/src/"$name".tar.xz --wildcards --strip-components=2 \
			'*/scripts/checkpatch.pl' '*/scripts/spelling.txt' '*/scripts/const_structs.checkpatch' \
			'*/scripts/kernel-doc' '*/scripts/coccinelle/*.cocci' || exit 1
		mv "$tmp/scripts" "$KERNEL_SCRIPTS"
	)
}
