# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The initial root of the lab's machine: a concatenation of cpio archives, of the
# userland and the stock modules (both cached) and of the files of this tree and
# this run. It is not compressed: under TCG decompressing takes longer than copying.
#
# Uses SERIES, ROOT, WORK, MERGE, COMMAND, FILES and BINS of scripts/vm.

# pack DIR ARCHIVE: write a cpio archive of DIR, in which root owns every file
pack()
{
	(cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z |
		cpio -0 -o -H newc -R 0:0 --quiet) >"$2" || die "cannot write $2"
}

# add_init STAGE: add process 1 and the files that it needs. The root is in memory, so
# nothing is mounted on /tmp and /run, and files that --file puts there are visible.
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

# inside PATH: print the path with /bin, /lib and so on resolved. These are links in
# the machine, and an archive with a directory of that name would replace the link.
inside()
{
	case $1 in
	/bin/* | /sbin/* | /lib/* | /lib64/*) echo "/usr$1" ;;
	*) echo "$1" ;;
	esac
}

# add_file STAGE SRC:DST: add what --file names
add_file()
{
	local stage=$1 src=${2%:*} dst=${2##*:}

	[[ $2 == *:/* ]] || die -2 "--file requires SOURCE:/DESTINATION, not '$2'"
	[[ -e $src ]] || die -2 "--file: there is no $src"
	[[ $dst == */ || -d $stage$(inside "$dst") ]] && dst=${dst%/}/$(basename "$src")
	dst=$stage$(inside "$dst")
	mkdir -p "$(dirname "$dst")"
	cp -a --no-preserve=ownership "$src" "$dst"
}

# add_program STAGE PROGRAM USERLANDLIST: add a program of the host, with the libraries
# or the interpreter that the userland does not have
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

# in_userland USERLANDLIST PATH: true if the userland has the file
in_userland()
{
	grep -qxF -- "$(inside "$2")" "$1"
}

# cross_userland BUILT: build this tree's programs for another architecture
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

# build_userland STAGE: build the programs of this tree and add them: the plugin in the
# directory where `ip` looks for it, nvictl and the tests' tools in PATH
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

# add_tree STAGE: add the parts of this tree that tests use
add_tree()
{
	local stage=$1 part

	mkdir -p "$stage/nvi"
	# the tests run the examples in Documentation and README, and the completion
	for part in tests scripts include Documentation README.md userspace/completion; do
		[[ -e $TOP/$part ]] || continue
		mkdir -p "$stage/nvi/$(dirname "$part")"
		cp -a --no-preserve=ownership "$TOP/$part" "$stage/nvi/$part"
	done
	build_userland "$stage"
}

# nvi_module: print the path of the module to add, or nothing
nvi_module()
{
	case ${NVI_MODULE-} in
	none) ;;
	'') "$SCRIPTS/build-module" "$SERIES" ;;
	*) readlink -e "$NVI_MODULE" || die "NVI_MODULE: there is no $NVI_MODULE" ;;
	esac
}

# environment: print the variables for COMMAND and init, as shell commands
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

# make_initrd KERNELDIR UNAME: write $WORK/initrd
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
