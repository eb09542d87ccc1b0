# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The debug kernel's machine: User Mode Linux, a program. It has the same initial
# root as the others; instead of virtio ports it has files here.
#
# Uses WORK, COMMAND, UNAME and MEM of scripts/vm.

# uml_args KERNELDIR: sets ARGS and QEMU_SYSTEM
# shellcheck disable=SC2034,SC2054 # for scripts/vm; the commas belong there
uml_args()
{
	QEMU_SYSTEM=$1/vmlinuz
	mkdir -p "$WORK/host"
	ln -sf host/{out,err,status} "$WORK/"
	touch "$WORK/host"/{out,err,status}
	# seccomp: three times cheaper system calls than ptrace
	ARGS=(mem="${MEM}M" initrd="$WORK/initrd" seccomp=auto hostfs="$WORK/host"
		uml_dir="$WORK/uml/" umid=nvi
		con=null con0=null,fd:3 console=tty0 panic=-1 oops=panic ignore_loglevel
		# a busy host can stop it for half a minute
		watchdog_thresh=60
		# what is found after a first report counts as well
		kasan_multi_shot gcov_persist=1)
	read -ra more <<<"${NVI_APPEND-}"
	ARGS+=("${more[@]}")
	# a shell: of the terminal that this was started from
	((${#COMMAND[@]})) && ARGS+=(con1=null) || ARGS+=(con1=fd:0,fd:1)
}

# uml_coverage: to where NVI_COVERAGE says
uml_coverage()
{
	[[ ${NVI_COVERAGE-} && -d $WORK/host/gcov ]] || return 0
	rm -rf "$NVI_COVERAGE"
	mkdir -p "$NVI_COVERAGE"
	find "$WORK/host/gcov" -name '*.gcda' -path '*/driver/*' \
		! -path '*/kunit/*' -exec mv -t "$NVI_COVERAGE" {} +
	echo "$TOP/build/$UNAME/driver" >"$NVI_COVERAGE/build"
}
