#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# checkpatch and kernel-doc report nothing for the C sources
#
# The scripts come from Debian's linux-source package.
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
# shellcheck source=scripts/lib/apt.sh
. scripts/lib/apt.sh
# shellcheck source=scripts/lib/kernelscripts.sh
. scripts/lib/kernelscripts.sh
kernel_scripts || { echo "the kernel's scripts are not available"; exit 4; }
dir=$KERNEL_SCRIPTS
# checkpatch --strict leaves a list of names beside .git
trap 'rm -f .checkpatch-camelcase.*' EXIT

# strict FILES -- [TYPE...]: print the messages of checkpatch --strict except these types
strict()
{
	local files=()

	while [[ $1 != -- ]]; do files+=("$1"); shift; done
	shift
	# FILE_PATH_CHANGES is about patches; driver/compat maps new names to old kernels with
	# macros that do not use all arguments
	perl "$dir/checkpatch.pl" --strict --no-tree --terse --show-types \
		--ignore "FILE_PATH_CHANGES,MACRO_ARG_UNUSED$(printf ',%s' "$@")" -f "${files[@]}" |
		grep -v '^total: '
}

mapfile -t driver < <(find driver -name '*.[ch]' ! -name trace.h ! -name compat.h ! -path '*/include/*')
said=$(
	strict "${driver[@]}" include/uapi/linux/nvi.h --
	# the style of include/trace/events
	strict driver/trace.h -- MACRO_ARG_REUSE OPEN_ENDED_LINE PARENTHESIS_ALIGNMENT
	# a macro expands to a cast
	strict driver/compat/compat.h -- MACRO_ARG_REUSE SPACING
	# C11 types instead of the kernel's; a message stays on one line
	strict userspace/*.c userspace/{*,*/*}/*.[ch] include/nvi/*.h -- CAMELCASE PREFER_KERNEL_TYPES PREFER_FALLTHROUGH \
		BIT_MACRO LONG_LINE LONG_LINE_STRING
)
[[ -z $said ]] || { echo "$said"; exit 1; }

# every public function and structure is described, with every parameter and member
perl "$dir/kernel-doc" -none driver/*.[ch] include/uapi/linux/nvi.h include/nvi/*.h userspace/{*,*/*}/*.[ch] 2>&1 |
	grep -v "^$" && exit 1
exit 0
