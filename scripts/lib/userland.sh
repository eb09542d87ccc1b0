# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The programs in the lab's machine.
#
# They are unpacked from packages of the host's release, not copied from the host's
# installed programs. So nothing has to be installed on the host, no root is needed,
# tests do not depend on what the host has installed, and programs of the host (--bin)
# find a C library that fits.

GUEST_PACKAGES=(bash coreutils diffutils findutils gawk grep sed tar hostname
	libc-bin netbase ncurses-base procps util-linux mount jq kmod
	iproute2 nftables iptables conntrack ethtool tcpdump iperf3 socat
	iputils-ping iputils-tracepath traceroute lksctp-tools wireguard-tools
	libnl-3-200 libnl-route-3-200 libnetfilter-conntrack3 libinih1)

# Dependencies that only maintainer scripts or unused tools need
GUEST_WITHOUT='^(perl.*|lib.*perl.*|libperl.*|dpkg|debconf|adduser|passwd|usrmerge|init-system-helpers|gcc-.*-base|libdb5.*|libsemanage.*|libpam-modules.*)$'

# unpack_packages ROOT DEB...: unpack the packages into ROOT, a usr-merged Debian
unpack_packages()
{
	local root=$1 deb name
	shift

	# without the links, unpacking would make /bin a directory
	mkdir -p "$root"/usr/{bin,sbin,lib,lib64}
	for name in bin sbin lib lib64; do
		ln -s "usr/$name" "$root/$name"
	done
	for deb; do
		name=${deb##*/}
		[[ ${name%%_*} =~ $GUEST_WITHOUT ]] && continue
		dpkg-deb --fsys-tarfile "$deb" | tar -C "$root" -x \
			--no-same-owner --keep-directory-symlink \
			--exclude=./usr/share/{doc,man,info,locale,lintian,bash-completion,perl*,common-licenses,bug} \
			--exclude='./usr/lib/*/gconv' --exclude='./*/systemd' \
			--exclude=./usr/lib/locale
	done
}

# fetch_root ROOT WHAT NAME SUITES PACKAGE...: download the packages and their
# dependencies from Debian's SUITES and unpack them into ROOT. NAME is that of the
# private apt, WHAT describes ROOT in messages.
fetch_root()
{
	local root=$1 what=$2 name=$3

	# shellcheck disable=SC2086 # a list of suites
	apt_setup "$name" $4
	quietly private_apt get -y --download-only install "${@:5}" || die "could not download $what"
	unpack_packages "$root" "$CACHE/apt/$name"/archives/*.deb
	rm -f "$CACHE/apt/$name"/archives/*.deb
}

# finish_userland ROOT: do what maintainer scripts would have done
finish_userland()
{
	local root=$1 name

	mkdir -p "$root"/{proc,sys,dev,run,tmp,root,mnt,etc,var/lib,var/log} "$root"/var/tmp
	rm -rf "$root/var/run"
	ln -s ../run "$root/var/run"
	ln -sf bash "$root/usr/bin/sh"
	ln -sf gawk "$root/usr/bin/awk"
	ln -sf /proc/self/mounts "$root/etc/mtab"
	for name in traceroute traceroute6; do
		[[ -e $root/usr/bin/$name.db ]] && ln -sf "$name.db" "$root/usr/bin/$name"
	done
	for name in {iptables,ip6tables}{,-save,-restore} arptables ebtables; do
		ln -sf xtables-nft-multi "$root/usr/sbin/$name"
	done
	# tcpdump changes to this user; uid 0 lets it write into any directory
	cat >"$root/etc/passwd" <<-EOF
		root:x:0:0:root:/root:/bin/bash
		daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
		user:x:1000:1000:user:/tmp:/bin/bash
		other:x:1001:1001:other:/tmp:/bin/bash
		nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
		tcpdump:x:0:0:tcpdump:/nonexistent:/usr/sbin/nologin
	EOF
	printf '%s\n' root:x:0: daemon:x:1: user:x:1000: other:x:1001: nogroup:x:65534: \
		>"$root/etc/group"
	printf '%s\n' 'passwd: files' 'group: files' 'hosts: files' 'networks: files' \
		'protocols: files' 'services: files' >"$root/etc/nsswitch.conf"
	printf '%s\n' '127.0.0.1 localhost nvi' '::1 localhost' >"$root/etc/hosts"
}

# userland_archive: print the path of the userland for $ARCH; make it if the cache has none
userland_archive()
{
	local key archive tmp codename
	# shellcheck disable=SC2034 # for lib/apt.sh
	local APT_ARCH=$ARCH

	codename=$(host_codename)
	key=$(cat "$LIB/userland.sh" "$LIB/apt.sh" | sha256sum | cut -c1-12)
	archive=$CACHE/guest/userland-$codename-$ARCH-$key.cpio
	if [[ ! -e $archive ]]; then
		lock "$CACHE/guest/userland-$ARCH.lock"
		if [[ ! -e $archive ]]; then
			say "preparing the userland of the lab (Debian $codename, $ARCH)"
			tmp=$CACHE/guest/.new-userland-$ARCH
			rm -rf "$tmp"
			mkdir -p "$tmp/root"
			fetch_root "$tmp/root" "the userland of the lab" "userland-$ARCH" \
				"$(suites_here "$codename")" "${GUEST_PACKAGES[@]}"
			finish_userland "$tmp/root"
			(cd "$tmp/root" && find . -mindepth 1 | cut -c2-) >"${archive%.cpio}.list"
			pack "$tmp/root" "$tmp/cpio"
			mv "$tmp/cpio" "$archive"
			rm -rf "$tmp"
		fi
		unlock
	fi
	echo "$archive"
}

# Packages that a cross build of this tree's programs needs
SYSROOT_PACKAGES=(libc6-dev libnl-3-dev libnl-route-3-dev libnetfilter-conntrack-dev
	libnftables-dev libinih-dev)

# sysroot: print a directory with the headers and libraries of $ARCH, for a cross compiler
sysroot()
{
	local key dir tmp codename
	# shellcheck disable=SC2034 # for lib/apt.sh
	local APT_ARCH=$ARCH

	codename=$(host_codename)
	key=$(cat "$LIB/userland.sh" "$LIB/apt.sh" | sha256sum | cut -c1-12)
	dir=$CACHE/guest/sysroot-$codename-$ARCH-$key
	if [[ ! -e $dir ]]; then
		lock "$CACHE/guest/sysroot-$ARCH.lock"
		if [[ ! -e $dir ]]; then
			say "preparing the headers and libraries of $ARCH"
			tmp=$CACHE/guest/.new-sysroot-$ARCH
			rm -rf "$tmp"
			mkdir -p "$tmp"
			fetch_root "$tmp" "the libraries of $ARCH" "sysroot-$ARCH" \
				"$(suites_here "$codename")" "${SYSROOT_PACKAGES[@]}"
			mv "$tmp" "$dir"
		fi
		unlock
	fi
	echo "$dir"
}
