# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The debug kernel, with KASAN, lockdep, PROVE_RCU, kmemleak and so on
# (lib/debug.config), which no stock kernel has. It is built from Debian's source for
# User Mode Linux, which runs as a process at the machine's own speed; an emulated
# machine with these checks would take hours. The series is 7.2: older ones panic on
# processors with a large register state (arch/x86/um, xstate).
# Requires lib/apt.sh.

DEBUG_SERIES=7.2
# Increment when the result of build_debug() changes
DEBUG_LAYOUT=1

# debug_suffix: print the suffix of the kernel's release, a hash of its configuration
# without its comments
debug_suffix()
{
	{ echo "$DEBUG_SERIES $DEBUG_LAYOUT"; grep '^CONFIG_' "$LIB/debug.config"; cat "$LIB/debug-traces.c"; } |
		sha256sum | sed -E 's/^(.{8}).*/-debug-\1/'
}

# um_make SOURCE BUILD ARG...: run make in SOURCE, with results in BUILD
um_make()
{
	nice make -s -j"$(nproc)" -C "$1" O="$2" ARCH=um CC=gcc-12 HOSTCC=gcc-12 KBUILD_BUILD_USER=nvi \
		KBUILD_BUILD_HOST=nvi KBUILD_BUILD_TIMESTAMP=@0 "${@:3}"
}

# configure SOURCE BUILD SUFFIX: configure the kernel, and fail if an option of
# debug.config does not have the value that it has there
configure()
{
	local line name

	mkdir -p "$2"
	quietly um_make "$1" "$2" defconfig || die "the debug kernel cannot be configured"
	(cd "$1" && ARCH=um quietly scripts/kconfig/merge_config.sh -m -O "$2" \
		"$2/.config" "$LIB/debug.config")
	echo "CONFIG_LOCALVERSION=\"$3\"" >>"$2/.config"
	quietly um_make "$1" "$2" olddefconfig || die "the debug kernel cannot be configured"
	while read -r line; do
		name=${line%%=*}
		if [[ $line == *=n ]]; then
			! grep -q "^$name=" "$2/.config" || die "the debug kernel cannot be configured without $name"
		else
			grep -qxF -- "$line" "$2/.config" || die "the debug kernel cannot be configured with $line"
		fi
	done < <(grep '^CONFIG_' "$LIB/debug.config")
}

# quick_traces SOURCE: replace the stack tracer that KASAN, kmemleak and lockdep call.
# The original takes two thirds of the run time.
quick_traces()
{
	local file=$1/arch/um/kernel/stacktrace.c

	sed -i -e '/^static void save_addr/,$d' \
		-e 's/#include <linux\/module.h>/&\n#include <linux\/pgtable.h>/' "$file"
	grep -q pgtable.h "$file" && tail -n 1 "$file" | grep -qx '' ||
		die "arch/um/kernel/stacktrace.c of the debug kernel has changed; adapt lib/debug-traces.c"
	cat "$LIB/debug-traces.c" >>"$file"
}

# take_headers SOURCE BUILD DIR: copy the headers for module builds to DIR
take_headers()
{
	# shellcheck disable=SC2016 # make's variable
	quietly um_make "$1" "$2" run-command \
		KBUILD_RUN_COMMAND="+\$(srctree)/scripts/package/install-extmod-build $3" ||
		die "the debug kernel's headers cannot be installed"
	# User Mode Linux uses headers of arch/x86, too
	(cd "$1" && find arch/x86/Makefile* arch/x86/um arch/x86/include -type f |
		cpio -pdm --quiet "$3")
	(cd "$2" && find arch/x86/include/generated -type f | cpio -pdm --quiet "$3")
	cp "$2/.config" "$3/"
}

# build_debug DIR VERSION SUFFIX: build the kernel in DIR, in the layout of scripts/kernel
build_debug()
{
	local dir=$1 version=$2 suffix=$3 source=$1/source uname

	"$SCRIPTS/need" gcc-12=gcc-12 make=make flex=flex bison=bison bc=bc cpio=cpio xz=xz-utils \
		depmod=kmod
	say "fetching the source of kernel $DEBUG_SERIES ($version)"
	mkdir -p "$source" "$dir/root/usr/lib"
	ln -s usr/lib "$dir/root/lib"
	(cd "$dir" && quietly private_apt get download "linux-source-$DEBUG_SERIES=$version") ||
		die "could not download linux-source-$DEBUG_SERIES"
	dpkg-deb --fsys-tarfile "$dir"/*.deb |
		tar -x -O "./usr/src/linux-source-$DEBUG_SERIES.tar.xz" |
		tar -x -J -C "$source" --strip-components=1 --exclude='*.rst' --exclude='*.dts*' \
			--exclude='drivers/gpu/*.[ch]' --exclude='drivers/media/*.[ch]'
	rm -f "$dir"/*.deb
	say "building the debug kernel; this takes about 20 minutes on two processors, once"
	quick_traces "$source"
	configure "$source" "$dir/build" "$suffix"
	quietly um_make "$source" "$dir/build" linux modules || die "the debug kernel does not build"
	uname=$(cat "$dir/build/include/config/kernel.release")
	[[ $uname == "${version%%-*}$suffix" ]] || die "the debug kernel calls itself $uname"
	quietly um_make "$source" "$dir/build" modules_install INSTALL_MOD_PATH="$dir/root" \
		DEPMOD=true || die "the debug kernel's modules cannot be installed"
	rm -f "$dir/root/lib/modules/$uname"/{build,source}
	cp "$dir/build/linux" "$dir/vmlinuz"
	take_headers "$source" "$dir/build" "$dir/headers"
	ln -s headers "$dir/common"
	rm -rf "$source" "$dir/build"
	PATH=$PATH:/usr/sbin:/sbin depmod -b "$dir/root" "$uname"
	printf '%s=%q\n' SERIES debug UNAME "$uname" VERSION "$version" \
		COMPILER gcc-12 ARCH amd64 >"$dir/info"
}

# debug_kernel [--update]: make $CACHE/kernels/debug the kernel that this tree configures
debug_kernel()
{
	local version suffix tmp=$CACHE/kernels/.new-debug uname

	suffix=$(debug_suffix)
	uname=$(compgen -G "$CACHE/kernels/*$suffix" | sort -V | tail -n 1 || true)
	if [[ $uname && -z ${1-} ]]; then
		choose debug "${uname##*/}"
		return
	fi
	apt_setup kernel-debug trixie-backports
	read -r _ version < <(newest_package "^linux-source-${DEBUG_SERIES//./\\.}$") ||
		die "trixie-backports has no source of kernel $DEBUG_SERIES"
	if [[ ! -e $CACHE/kernels/${version%%-*}$suffix ]]; then
		rm -rf "$tmp"
		mkdir -p "$tmp"
		# shellcheck disable=SC2064 # expand now
		trap "rm -rf '$tmp'" EXIT
		build_debug "$tmp" "$version" "$suffix"
		mv "$tmp" "$CACHE/kernels/${version%%-*}$suffix"
	fi
	choose debug "${version%%-*}$suffix"
}
