# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The kernel's scripts that check sources: checkpatch, kernel-doc, the Coccinelle
# scripts. They are unpacked from Debian's linux-source package into the cache.
# Requires lib/base.sh and lib/apt.sh.

# kernel_scripts: set KERNEL_SCRIPTS to their directory; fails if they are not available
kernel_scripts()
{
	local tmp name

	# shellcheck disable=SC2034 # for the caller
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
