# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The machine of the debug kernel: User Mode Linux, which is a process. It has the same
# initial root as the other machines, and files of the host instead of virtio ports.
#
# Uses WORK, COMMAND, UNAME and MEM of scripts/vm.

# uml_args KERNELDIR: set ARGS and QEMU_SYSTEM
# shellcheck disable=SC2034,SC2054 # for scripts/vm; the commas are part of the words
uml_args()
{
	QEMU_SYSTEM=$1/vmlinuz
	mkdir -p "$WORK/host"
	ln -sf host/{out,err,status} "$WORK/"
	touch "$WORK/host"/{out,err,status}
	# seccomp: system calls cost a third of those by ptrace
	ARGS=(mem="${MEM}M" initrd="$WORK/initrd" seccomp=auto hostfs="$WORK/host"
		uml_dir="$WORK/uml/" umid=nvi
		con=null con0=null,fd:3 console=tty0 panic=-1 oops=panic ignore_loglevel
		# a busy host can stop the machine for half a minute
		watchdog_thresh=60
		# report errors after the first one, too
		kasan_multi_shot gcov_persist=1)
	read -ra more <<<"${NVI_APPEND-}"
	ARGS+=("${more[@]}")
	# a shell uses the terminal of scripts/vm
	((${#COMMAND[@]})) && ARGS+=(con1=null) || ARGS+=(con1=fd:0,fd:1)
}

# uml_coverage: move the coverage data of driver/ to $NVI_COVERAGE
uml_coverage()
{
	[[ ${NVI_COVERAGE-} && -d $WORK/host/gcov ]] || return 0
	rm -rf "$NVI_COVERAGE"
	mkdir -p "$NVI_COVERAGE"
	find "$WORK/host/gcov" -name '*.gcda' -path '*/driver/*' \
		! -path '*/kunit/*' -exec mv -t "$NVI_COVERAGE" {} +
	echo "$TOP/build/$UNAME/driver" >"$NVI_COVERAGE/build"
}
