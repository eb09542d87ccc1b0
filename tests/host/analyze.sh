#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Coccinelle, clang and gcc -fanalyzer have nothing to say
#
# Coccinelle with the kernel's own scripts, and clang with W=1 and the headers of 6.1,
# look at the driver; gcc -fanalyzer looks at nvictl and the plugin. What it says and
# is not so is in $known, by file, function and kind, each with the reason.
# (checkpatch has a test of its own.)
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
# shellcheck source=scripts/lib/apt.sh
. scripts/lib/apt.sh
# shellcheck source=scripts/lib/kernelscripts.sh
. scripts/lib/kernelscripts.sh
# (some of its scripts are in Python, some in OCaml: the package wants neither whole)
scripts/need spatch=coccinelle python3-config=python3-dev ocamlopt=ocaml clang=clang gcc-12=gcc-12 make=make || exit 1
kernel_scripts || { echo "the kernel's scripts cannot be had"; exit 4; }
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
bad=0

# findings TOOL TEXT: are there any?
findings()
{
	[[ $2 ]] || { echo "$1: nothing"; return; }
	printf '%s:\n%s\n' "$1" "$2"
	bad=1
}

coccinelle()
{
	local file
	local -a options

	while read -r file; do
		grep -q '^virtual report' "$file" || continue
		read -ra options < <(sed -n 's,^// Options: ,,p' "$file")
		# (it wonders about names in the scripts)
		spatch -D report --very-quiet --no-show-diff "${options[@]}" --cocci-file "$file" \
			--patch . --dir "$1" -I include/uapi 2>&1 || echo "$file: status $?"
	done < <(find "$KERNEL_SCRIPTS/coccinelle" -name '*.cocci' | sort) |
		grep -v '^warning: line [0-9]*: should .* be a metavariable?$'
}

# kclang: clang as Debian's kernel calls gcc, but for what only gcc, or a newer clang, knows
kclang()
{
	cat <<-'EOT'
		#!/bin/bash
		args=()
		for a; do
			case $a in
			-mfunction-return=* | -fconserve-stack | -mrecord-mcount | -mharden-sls=* | -ftrivial-auto-var-init=*) ;;
			-Wimplicit-fallthrough=5 | -Wno-maybe-uninitialized | -Wno-alloc-size-larger-than) ;;
			*) args+=("$a") ;;
			esac
		done
		exec clang "${args[@]}" -Wimplicit-fallthrough -Wno-unknown-warning-option -Wno-unused-command-line-argument
	EOT
}

# What it says about the kernel's headers is not ours. (objtool is not asked: the
# mitigations that it looks for are among what was left out.)
clang_build()
{
	local kernel headers

	kernel=$(scripts/kernel 6.1) || return
	headers=$(readlink -e "$kernel/headers")
	cp -r driver include "$dir/"
	scripts/version >"$dir/VERSION"
	kclang >"$dir/kclang"
	chmod 755 "$dir/kclang"
	make -s --no-print-directory -k -j"$(nproc)" -C "$(readlink -e "$kernel/common")" O="$headers" \
		M="$dir/driver" CONFIG_DEBUG_INFO_BTF_MODULES= CC="$dir/kclang" objtool=true W=1 modules \
		>"$dir/said" 2>&1 || tail -n 20 "$dir/said"
	grep -A 3 "^$dir/driver/.*\(warning\|error\): " "$dir/said"
	[[ -e $dir/driver/nvi.ko ]] || echo "no nvi.ko"
}

known=(
	# the array that grew is the cache's, which is static
	"rules.c rules_note_added leak"
	# of a keyword of the same table, so there is one
	"nvi_attrs.c take_nvi_attr NULL"
	# a child that ends here
	"table.c rehearse leak"
)

# analyzer: of what it says, what is not known; and what is known, but not said any more
analyzer()
{
	local file line says k
	local -A seen=()

	# makes version.h
	make -s -C userspace O="$dir/userspace" CC=gcc-12 CFLAGS='-O2 -fanalyzer' 2>"$dir/said" ||
		{ tail -n 20 "$dir/said"; return; }
	while read -r line; do
		file=${line%%:*}
		if [[ $line == *"In function "* ]]; then
			says="${file##*/} $(sed "s/.*'\(.*\)'.*/\1/" <<<"$line")"
		elif [[ $line == *"[-Wanalyzer-"* ]]; then
			for k in "${known[@]}"; do
				[[ $says == "${k% *}" && $line == *"${k##* }"* ]] || continue
				seen[$k]=1
				continue 2
			done
			echo "$line ($says)"
		fi
	done <"$dir/said"
	for k in "${known[@]}"; do
		[[ -v seen[$k] ]] || echo "not said any more, strike it out of \$known: $k"
	done
}

findings "Coccinelle" "$(coccinelle driver)"
findings "clang" "$(clang_build 2>&1)"
findings "gcc -fanalyzer" "$(analyzer)"
exit $bad
