#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# checkpatch and kernel-doc have nothing to say about the C sources
#
# (The scripts come from Debian's linux-source package.)
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
# shellcheck source=scripts/lib/apt.sh
. scripts/lib/apt.sh
# shellcheck source=scripts/lib/kernelscripts.sh
. scripts/lib/kernelscripts.sh
kernel_scripts || { echo "the kernel's scripts cannot be had"; exit 4; }
dir=$KERNEL_SCRIPTS
# FILE_PATH_CHANGES is about patches; unused macro arguments are what it takes
# to give an old kernel a new name (driver/compat)
said=$(perl "$dir/checkpatch.pl" --no-tree --terse --show-types \
	--ignore FILE_PATH_CHANGES,MACRO_ARG_UNUSED \
	-f driver/*.[ch] driver/compat/*.h include/uapi/linux/nvi.h include/nvi/*.h userspace/*.[ch] |
	grep -v '^total: 0 errors, 0 warnings')
[[ -z $said ]] || { echo "$said"; exit 1; }

# every public function and structure is described, and every member of it
perl "$dir/kernel-doc" -none driver/*.[ch] include/uapi/linux/nvi.h include/nvi/*.h userspace/*.[ch] 2>&1 |
	grep -v "^$" && exit 1
exit 0
