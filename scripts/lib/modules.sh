# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The stock modules in the lab's machine.

# Paths of these modules; the modules that they depend on are added
GUEST_MODULES='^kernel/(net|crypto|lib|arch/[^/]*/crypto)/'
GUEST_MODULES+='|^kernel/drivers/net/[^/]*$'
GUEST_MODULES+='|^kernel/drivers/net/(bonding|ipvlan|netdevsim|ovpn|team|vxlan|wireguard)/'
GUEST_MODULES+='|^kernel/drivers/(virtio|s390/virtio|ptp|char/virtio_console|char/hw_random/virtio|block/loop|vhost)'
GUEST_MODULES+='|^kernel/fs/(overlayfs|fuse|9p)/'

# wanted_modules MODULES.DEP: print the paths of these modules and of their dependencies
wanted_modules()
{
	awk -F: -v want="$GUEST_MODULES" '
		# modules.dep lists indirect dependencies, too
		$1 ~ want {
			print $1
			n = split($2, deps, " ")
			for (i = 1; i <= n; i++)
				print deps[i]
		}' "$1" | sort -u
}

# modules_dir KERNELDIR: print a directory with root/, which has these modules
# uncompressed (the guest is slow), and with the archive cpio of it
modules_dir()
{
	local kernel=$1 key dir tmp modules

	key=$(sha256sum "$LIB/modules.sh" | cut -c1-12)
	dir=$CACHE/guest/modules-${kernel##*/}-$key
	if [[ ! -e $dir ]]; then
		lock "$CACHE/guest/modules-${kernel##*/}.lock"
		if [[ ! -e $dir ]]; then
			say "preparing the modules of ${kernel##*/}"
			tmp=$CACHE/guest/.new-${kernel##*/}
			modules=root/usr/lib/modules/${kernel##*/}
			rm -rf "$tmp"
			mkdir -p "$tmp/$modules"
			(
				cd "$kernel"/root/lib/modules/*/ || exit
				wanted_modules modules.dep | tr '\n' '\0' |
					xargs -0 cp --parents -t "$tmp/$modules"
				cp modules.builtin* modules.order "$tmp/$modules"
			)
			find "$tmp/root" -name '*.xz' -exec xz -d {} +
			pack "$tmp/root" "$tmp/cpio"
			mv "$tmp" "$dir"
		fi
		unlock
	fi
	echo "$dir"
}

# add_modules STAGE MODULESDIR UNAME [NVI.KO]: add nvi.ko and the module index that
# includes it, so that the kernel finds it by its alias
add_modules()
{
	local stage=$1 modules=$2/root/usr/lib/modules/$3 uname=$3 ko=${4-}
	local index=$stage.depmod
	local lib=$index/lib/modules/$uname dst=$stage/usr/lib/modules/$uname

	mkdir -p "$lib/extra" "$dst/extra"
	cp "$modules"/modules.* "$lib/"
	# depmod reads the stock modules, which are in an archive of their own
	ln -s "$modules/kernel" "$lib/kernel"
	if [[ $ko ]]; then
		cp "$ko" "$lib/extra/nvi.ko"
		# the build for the debug kernel has KUnit tests, too
		[[ ! -e ${ko%/*}/nvi_test.ko ]] || cp "${ko%/*}/nvi_test.ko" "$lib/extra/"
		cp "$lib"/extra/* "$dst/extra/"
	fi
	PATH=$PATH:/usr/sbin:/sbin depmod -b "$index" "$uname"
	cp "$lib"/modules.* "$dst/"
	rm -rf "$index"
}
