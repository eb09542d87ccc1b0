#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The packages install, DKMS builds the module, the kernel loads it automatically
#
# The packages are installed in a clean Debian 12 with the headers of its kernel, 6.1, and
# in a clean Debian 13 with those of 7.2, if NVI_KERNELS contains it. The kernel is then
# booted with that root. Upgrade (on 6.1), removal and purge leave no file behind.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
# shellcheck source=scripts/lib/apt.sh
. scripts/lib/apt.sh
((EUID == 0)) || { echo "installing packages in a Debian root needs root privileges"; exit 4; }
scripts/need mmdebstrap=mmdebstrap lintian=lintian || exit 1

# suites SERIES: print the suites of the Debian release with kernels of this series
suites()
{
	case $1 in
	6.1) echo bookworm bookworm-security ;;
	7.2) echo trixie trixie-security trixie-backports ;;
	esac
}

# clean_root SUITE...: print the path of a Debian root with DKMS and the kernel's headers;
# it is made once
clean_root()
{
	local release=$1 root=$CACHE/debroot/$1-$UNAME-ping suite base=linux-base

	if [[ ! -e $root ]]; then
		lock "$CACHE/debroot/$release.lock"
		if [[ ! -e $root ]]; then
			say "preparing a Debian $release root for the packages"
			rm -rf "$CACHE/debroot/.new-$release"
			# a kernel of the backports needs their linux-base, which apt does
			# not choose without the suite's name
			[[ ${!#} != *-backports ]] || base+=/${!#}
			for suite; do
				source_line "$suite"
			done |
				quietly_in mmdebstrap --variant=minbase \
					--include="dkms,iproute2,iputils-ping,nftables,procps,libnl-3-200,libnl-route-3-200,libnetfilter-conntrack3,libnftables1,libinih1,$base,linux-headers-$UNAME,linux-image-$UNAME" \
					"$release" "$CACHE/debroot/.new-$release" - || return 1
			mv "$CACHE/debroot/.new-$release" "$root"
		fi
		unlock
	fi
	echo "$root"
}

# quietly_in COMMAND...: like quietly, but the command reads stdin
quietly_in()
{
	"$@" >"$work/said" 2>&1 || { cat "$work/said" >&2; return 1; }
}

# in_clean_root ROOT: run $work/shared/script in a temporary copy of the root, with
# $work/shared as /work
in_clean_root()
{
	# shellcheck disable=SC2016 # expanded by the inner shell
	unshare --mount --pid --fork bash -euc '
		mount -t tmpfs -o size=2G nvi "$2"
		mkdir "$2"/{upper,work,root}
		mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" nvi "$2/root"
		mkdir "$2/root/work"
		mount --bind "$3" "$2/root/work"
		mount -t proc proc "$2/root/proc"
		exec chroot "$2/root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin \
			LC_ALL=C DEBIAN_FRONTEND=noninteractive UNAME="$UNAME" UPGRADE="$UPGRADE" bash -eu /work/script
		' in_clean_root "$1" "$work/mnt" "$work/shared"
}

work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/mnt" "$work/shared"
scripts/deb "$work/deb" >"$work/paths" || exit 1
rm -f "$work"/deb/*-dbgsym_*
cp "$work"/deb/*.deb "$work/shared/"
# an older version, to upgrade from
mkdir -p "$work/tree" "$work/shared/old"
cp -a driver include userspace Documentation debian README.md CHANGELOG.md "$work/tree/"
echo "$(scripts/version)~old" >"$work/tree/VERSION"
NVI_TOP=$work/tree scripts/deb "$work/old" >/dev/null || exit 1
cp "$work"/old/nvi-dkms_*.deb "$work"/old/nvi-tools_*.deb "$work/shared/old/"
said=$(lintian --allow-root --fail-on error,warning "$work"/deb/*.changes 2>&1 | grep '^[EW]:') &&
	{ echo "lintian: $said"; exit 1; }
cat >"$work/shared/script" <<'EOF'
# files WHEN: list all files in files.WHEN, without the data of dpkg, DKMS and depmod
files()
{
	find / -xdev -path /work -prune -o -path /proc -prune -o \
		-path '/var/lib/dpkg/*' -o -path '/var/log/*' -o -path '/var/cache/*' -o \
		-path '/var/lib/dkms/mok.*' -o -path '/tmp/*' -o \
		-path "*/lib/modules/$UNAME/modules.*" -o -print | sort >"/work/files.$1"
}
files before
if [[ $UPGRADE ]]; then
	echo "== install an older version, to upgrade it"
	dpkg -i /work/old/*.deb
	dkms status nvi | grep '~old.*: installed'
fi
echo "== install"
dpkg -i /work/nvi-dkms_*.deb /work/nvi-tools_*.deb
dkms status nvi
[[ $(dkms status nvi | grep -c .) == 1 && $(dkms status nvi) != *~old* ]]
ko=$(find "/lib/modules/$UNAME/updates" -name 'nvi.ko*')
[[ $(modinfo -F version "$ko") == $(dpkg-query -Wf '${Version}' nvi-dkms) ]]
modinfo "$ko" | grep -E '^(version|alias|vermagic)'
files installed
# the root for the virtual machine, without files that a gateway does not need
tar -C / --one-file-system -cf /work/root.tar --exclude=./work --exclude=./boot \
	--exclude='./usr/src/linux-*' --exclude=./usr/lib/gcc --exclude=./usr/lib/linux-kbuild-* \
	--exclude=./usr/libexec/gcc --exclude='./usr/share/[lmp]*' --exclude='./var/cache/*' \
	--exclude='./var/lib/[!d]*' --exclude='./var/log/*' .
echo "== remove"
dpkg -r nvi-dkms nvi-tools
files removed
echo "== purge"
dpkg -P nvi-dkms nvi-tools
files purged
echo "== purge keeps the administrator's files"
dpkg -i /work/nvi-tools_*.deb
[[ $(stat -c '%A %U %G' /etc/nvi) == "drwxr-xr-x root root" ]]
echo "[inside lan]" >/etc/nvi/office.conf
dpkg -P nvi-tools
[[ $(cat /etc/nvi/office.conf) == "[inside lan]" ]]
EOF

# install_and_boot SERIES: run the test with a kernel
install_and_boot()
{
	local kernel root when left file

	kernel=$(scripts/kernel "$1") || return 1
	# shellcheck source=/dev/null
	. "$kernel/info"
	# shellcheck disable=SC2046 # a list of words
	root=$(clean_root $(suites "$1")) || return 1
	[[ $1 == 6.1 ]] && UPGRADE=1 || UPGRADE=''
	export UNAME UPGRADE
	rm -f "$work"/shared/{root.tar,files.*}
	in_clean_root "$root" >"$work/log" 2>&1 </dev/null || { cat "$work/log"; return 1; }
	cat "$work/log"

	# the list of installed files must contain the packages' files
	for file in link_nvi.so updates/dkms/nvi.ko /usr/src/nvi- /etc/nvi; do
		grep -qF "$file" "$work/shared/files.installed" ||
			{ echo "FAIL: $file is not installed"; return 1; }
	done
	for when in removed purged; do
		left=$(diff "$work/shared/files.before" "$work/shared/files.$when") && continue
		echo "FAIL: files that differ after the packages are $when:"
		echo "$left"
		return 1
	done

	rm -rf "$work/root"
	mkdir "$work/root"
	tar -C "$work/root" -xf "$work/shared/root.tar" || return 1
	cp debian/tests/two-stages "$work/root/root/" || return 1
	# shellcheck disable=SC2016 # expanded by the shell in the virtual machine
	scripts/vm --kernel "$1" --root "$work/root" --mem 3072 -- bash -c '
		. /etc/os-release && echo "$PRETTY_NAME, $(uname -r)"
		if grep -q ^nvi /proc/modules; then echo "nvi is loaded at boot"; exit 1; fi
		ip link add nvi0 type nvi mark 1/1 && ip link set nvi0 up && ip -d link show nvi0 &&
			ip -d link show nvi0 | grep -qw "mark 0x1/0x1" && nvictl device show nvi0 &&
			[[ $(nvictl -V) == "nvictl $(cat /sys/module/nvi/version)" ]] &&
			ip link del nvi0 && /root/two-stages' ||
		{ echo "FAIL: the module or the tools do not work in the root with the packages"; return 1; }
}

bad=0 any=0
for series in ${NVI_KERNELS:-${NVI_KERNEL:-6.1}}; do
	[[ $(suites "$series") ]] || continue
	any=1
	echo "=== $series"
	install_and_boot "$series" || bad=1
done
((any)) || { echo "no Debian release of this test has a kernel ${NVI_KERNELS:-$NVI_KERNEL}"; exit 4; }
exit $bad
