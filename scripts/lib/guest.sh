# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What is inside the lab's machine, as cpio archives that are simply
# concatenated: the userland and the stock modules (both cached), then what
# belongs to this tree and to this run. Not compressed: under TCG the guest
# takes longer to decompress than to copy.
#
# Uses SERIES, ROOT, WORK, MERGE, COMMAND, FILES and BINS of scripts/vm.

# pack DIR ARCHIVE: root owns everything inside, whoever runs this
pack()
{
	(cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z |
		cpio -0 -o -H newc -R 0:0 --quiet) >"$2" || die "cannot write $2"
}

# add_init STAGE: process 1 and what it wants to find.
# / is memory already, so /tmp and /run need nothing mounted, and what --file
# put there stays visible.
add_init()
{
	local stage=$1

	cp "$LIB/init" "$stage/init"
	chmod 755 "$stage/init"
	mkdir -p "$stage/.lab/dev" "$stage/etc" "$stage/run"/{lock,netns}
	ln -s fd/0 "$stage/.lab/dev/stdin"
	ln -s fd/1 "$stage/.lab/dev/stdout"
	ln -s fd/2 "$stage/.lab/dev/stderr"
	ln -s /proc/self/fd "$stage/.lab/dev/fd"
	cat >"$stage/etc/fstab" <<-EOF
		sys      /sys                 sysfs    defaults
		dev      /dev                 devtmpfs defaults
		devpts   /dev/pts             devpts   mode=620,ptmxmode=666,X-mount.mkdir
		shm      /dev/shm             tmpfs    mode=1777,X-mount.mkdir
		cgroup2  /sys/fs/cgroup       cgroup2  defaults
		debugfs  /sys/kernel/debug    debugfs  defaults
		tracefs  /sys/kernel/tracing  tracefs  defaults
		bpf      /sys/fs/bpf          bpf      defaults
	EOF
}

# inside PATH: where a path really is in there. /bin, /lib and so on are links
# and an archive with a directory of that name would replace the link.
inside()
{
	case $1 in
	/bin/* | /sbin/* | /lib/* | /lib64/*) echo "/usr$1" ;;
	*) echo "$1" ;;
	esac
}

# add_file STAGE SRC:DST
add_file()
{
	local stage=$1 src=${2%:*} dst=${2##*:}

	[[ $2 == *:/* ]] || die -2 "--file wants SOURCE:/DESTINATION, not '$2'"
	[[ -e $src ]] || die -2 "--file: there is no $src"
	[[ $dst == */ || -d $stage$(inside "$dst") ]] && dst=${dst%/}/$(basename "$src")
	dst=$stage$(inside "$dst")
	mkdir -p "$(dirname "$dst")"
	cp -a --no-preserve=ownership "$src" "$dst"
}

# add_program STAGE PROGRAM USERLANDLIST: with the libraries (or interpreter)
# that the userland has not
add_program()
{
	local stage=$1 list=$3 path file interpreter

	path=$(command -v -- "$2") || die -2 "--bin: there is no program $2"
	path=$(readlink -e "$path")
	mkdir -p "$stage/usr/local/bin"
	cp -L "$path" "$stage/usr/local/bin/$(basename "$2")"
	if [[ $(head -c 2 "$path" | tr -d '\0') == '#!' ]]; then
		interpreter=$(sed -nE '1s/^#! *([^ ]+).*/\1/p' "$path")
		in_userland "$list" "$interpreter" && return
		add_program "$stage" "$interpreter" "$list"
		ln -sfn "/usr/local/bin/${interpreter##*/}" "$stage$(inside "$interpreter")"
		return
	fi
	while read -r file; do
		in_userland "$list" "$file" && continue
		mkdir -p "$stage$(dirname "$(inside "$file")")"
		cp -L "$file" "$stage$(inside "$file")"
	done < <(ldd "$path" 2>/dev/null | grep -oE '/[^ ]+')
}

in_userland()
{
	grep -qxF -- "$(inside "$2")" "$1"
}

# cross_userland BUILT: this tree's programs for another architecture
cross_userland()
{
	local root

	need_compiler
	"$SCRIPTS/need" pkg-config=pkg-config make=make
	root=$(sysroot)
	quietly make -s -j"$(nproc)" -C "$TOP/userspace" O="$1/userspace" CC="${CROSS}gcc --sysroot=$root" \
		PKG_CONFIG="env PKG_CONFIG_SYSROOT_DIR=$root PKG_CONFIG_LIBDIR=$root/usr/lib/$TRIPLET/pkgconfig pkg-config" &&
		quietly make -s -C "$TOP/tests/tools" O="$1/tools" CC="${CROSS}gcc --sysroot=$root"
}

# The one place that knows how programs of this tree get built and where
# they go: the plugin where `ip` looks for it, tools and tests' tools in PATH.
build_userland()
{
	local stage=$1 built=$TOP/build file

	[[ -e $TOP/userspace/Makefile ]] || return 0
	[[ -z $CROSS ]] || built+=/$ARCH
	lock "$built/.userland.lock"
	if [[ $CROSS ]]; then
		cross_userland "$built"
	else
		quietly make -s -C "$TOP" userland
	fi || die "the userland of this tree does not build"
	unlock
	if [[ -e $built/userspace/link_nvi.so ]]; then
		install -D -m 644 "$built/userspace/link_nvi.so" \
			"$stage/usr/lib/$TRIPLET/ip/link_nvi.so"
	fi
	for file in "$built"/userspace/nvictl "$built"/tools/*; do
		[[ -f $file ]] || continue
		install -D -m 755 "$file" "$stage/usr/local/bin/${file##*/}"
	done
}

add_tree()
{
	local stage=$1 part

	mkdir -p "$stage/nvi"
	# Documentation, README and completion: the tests run their examples
	for part in tests scripts include Documentation README.md userspace/completion; do
		[[ -e $TOP/$part ]] || continue
		mkdir -p "$stage/nvi/$(dirname "$part")"
		cp -a --no-preserve=ownership "$TOP/$part" "$stage/nvi/$part"
	done
	build_userland "$stage"
}

# nvi_module: path of the module to put inside, or nothing
nvi_module()
{
	case ${NVI_MODULE-} in
	none) ;;
	'') "$SCRIPTS/build-module" "$SERIES" ;;
	*) readlink -e "$NVI_MODULE" || die "NVI_MODULE: there is no $NVI_MODULE" ;;
	esac
}

# environment: what COMMAND and init find set, as shell text
environment()
{
	local name rows cols

	for name in TERM ${!NVI_*}; do
		[[ $name == NVI_CACHE || $name == NVI_COVERAGE || $name == NVI_TOP ]] && continue
		[[ -v $name ]] && printf 'export %s=%q\n' "$name" "${!name}"
	done
	printf 'export NVI_KERNEL=%q\n' "$SERIES"
	echo "LAB_MERGE=$MERGE LAB_TTY=$TTY LAB_HOST=$UML"
	if [[ -t 0 ]] && read -r rows cols < <(stty size); then
		printf 'LAB_ROWS=%q LAB_COLS=%q\n' "$rows" "$cols"
	fi
}

# make_initrd KERNELDIR UNAME
make_initrd()
{
	local kernel=$1 uname=$2 stage=$WORK/stage userland=/dev/null modules ko file
	local -a archives=()

	mkdir -p "$stage/.lab" "$stage/nvi"
	if [[ $ROOT ]]; then
		pack "$ROOT" "$WORK/root.cpio"
		archives=("$WORK/root.cpio")
	else
		userland=$(userland_archive)
		modules=$(modules_dir "$kernel")
		archives=("$userland" "$modules/cpio")
		ko=$(nvi_module)
		add_modules "$stage" "$modules" "$uname" "$ko"
		add_tree "$stage"
	fi
	for file in "${FILES[@]}"; do
		add_file "$stage" "$file"
	done
	for file in "${BINS[@]}"; do
		add_program "$stage" "$file" "${userland%.cpio}.list"
	done
	add_init "$stage"
	environment >"$stage/.lab/environment"
	: >"$stage/.lab/command"
	((${#COMMAND[@]} == 0)) || printf '%s\0' "${COMMAND[@]}" >"$stage/.lab/command"
	pack "$stage" "$WORK/cpio"
	cat "${archives[@]}" "$WORK/cpio" >"$WORK/initrd"
	rm -rf "$stage" "$WORK"/{cpio,root.cpio}
}
