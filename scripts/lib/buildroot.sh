# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Build roots: directories with the compiler, and the C library that a kernel's own
# tools require, of a Debian release newer than the machine's. Modules for newer
# kernels are built in a build root.
#
# Packages are unpacked, not installed. A compiler needs no maintainer script, so
# neither making nor using a build root requires root privileges.
# Requires lib/apt.sh and lib/userland.sh.

# Programs that a module build runs: sparse with C=1, perl with W=1
ROOT_PACKAGES=(bash coreutils diffutils findutils gawk grep sed make
	libc-bin perl-base sparse libelf1t64 libssl3t64 zlib1g)

# root_release COMPILER: print the release that has the compiler
root_release()
{
	case $1 in
	gcc-13 | gcc-14) echo trixie ;;
	gcc-15 | gcc-16) echo forky ;;
	*) die "no build root has $1; scripts/lib/buildroot.sh lists the known ones" ;;
	esac
}

# build_root COMPILER: print the path of the build root; make it if the cache has none
build_root()
{
	local compiler=$1 release key root tmp

	release=$(root_release "$compiler")
	key=$(echo "${ROOT_PACKAGES[@]}" | sha256sum | cut -c1-12)
	root=$CACHE/buildroot/$release-$compiler-$key
	if [[ ! -e $root ]]; then
		lock "$CACHE/buildroot/$release.lock"
		if [[ ! -e $root ]]; then
			say "preparing a build root with $compiler (Debian $release)"
			tmp=$CACHE/buildroot/.new-$release
			rm -rf "$tmp"
			mkdir -p "$tmp"/{proc,dev,tmp,etc,mnt}
			fetch_root "$tmp" "a build root of Debian $release" "buildroot-$release" \
				"$release" "${ROOT_PACKAGES[@]}" "$compiler"
			ln -sf bash "$tmp/usr/bin/sh"
			ln -sf gawk "$tmp/usr/bin/awk"
			mv "$tmp" "$root"
		fi
		unlock
	fi
	echo "$root"
}

# enter_root ROOT DIR... -- COMMAND...: run COMMAND in the build root. Called in a
# mount namespace of its own, so the mounts disappear with its last process. The
# root itself is not changed: a new / is assembled on its /mnt, with each DIR at its
# own path.
enter_root()
{
	local root=$1 new=$1/mnt dir name
	shift

	mount -t tmpfs -o mode=755 nvi "$new"
	mkdir -p "$new"/{usr,proc,dev,tmp,etc}
	for name in bin sbin lib lib64; do
		ln -s "usr/$name" "$new/$name"
	done
	for dir in usr etc; do
		mount --bind "$root/$dir" "$new/$dir"
	done
	# objtool and make's job server read /proc
	for dir in proc dev; do
		mount --rbind "/$dir" "$new/$dir"
	done
	while [[ $1 != -- ]]; do
		mkdir -p "$new$1"
		mount --bind "$1" "$new$1"
		shift
	done
	shift
	exec chroot "$new" /usr/bin/env -i PATH=/usr/bin:/usr/sbin \
		HOME=/tmp LC_ALL=C "$@"
}

# in_build_root ROOT DIR... -- COMMAND...: run COMMAND in the build root, where it sees
# each DIR at the same path as outside
in_build_root()
{
	local -a own=(--mount)

	# other users than root are root in a user namespace
	((EUID == 0)) || own+=(--map-root-user)
	unshare "${own[@]}" true 2>/dev/null ||
		die "cannot make a mount namespace: run as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone=1)"
	# chroot is in /usr/sbin
	PATH=$PATH:/usr/sbin:/sbin unshare "${own[@]}" bash -euc \
		"$(declare -f enter_root); enter_root \"\$@\"" enter_root "$@"
}
