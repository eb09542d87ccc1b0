#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Coccinelle, clang and gcc -fanalyzer report nothing
#
# Coccinelle with the kernel's scripts, and clang with W=1 and the headers of 6.1, check
# the driver; gcc -fanalyzer checks nvictl and the plugin. Its false positives are listed
# in $known, by file, function and kind, each with the reason. checkpatch has its own test.
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C
# shellcheck source=scripts/lib/base.sh
. scripts/lib/base.sh
# shellcheck source=scripts/lib/apt.sh
. scripts/lib/apt.sh
# shellcheck source=scripts/lib/kernelscripts.sh
. scripts/lib/kernelscripts.sh
# some scripts of Coccinelle are in Python or OCaml, on which its package does not depend
scripts/need spatch=coccinelle python3-config=python3-dev ocamlopt=ocaml clang=clang gcc-12=gcc-12 make=make || exit 1
kernel_scripts || { echo "the kernel's scripts are not available"; exit 4; }
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
bad=0

# findings TOOL TEXT: print the findings; fail the test if there are any
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
		# (grep removes warnings about the scripts themselves)
		spatch -D report --very-quiet --no-show-diff "${options[@]}" --cocci-file "$file" \
			--patch . --dir "$1" -I include/uapi 2>&1 || echo "$file: status $?"
	done < <(find "$KERNEL_SCRIPTS/coccinelle" -name '*.cocci' | sort) |
		grep -v '^warning: line [0-9]*: should .* be a metavariable?$'
}

# kclang: print a compiler script that calls clang without the options in the kernel's
# configuration that only gcc or a newer clang supports
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

# clang_build: print clang's warnings about the driver, without those about the kernel's
# headers. objtool does not run: it checks for mitigations whose options kclang removes.
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
	# the array that grows belongs to the cache, which is static
	"rules.c note_added leak"
	# the keyword is from the same table, so the lookup succeeds
	"attrs.c take_nvi_attr NULL"
)

# analyzer: print the findings that are not in $known, and the entries of $known that are
# not found
analyzer()
{
	local file line says k
	local -A seen=()

	# this also makes version.h
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
		[[ -v seen[$k] ]] || echo "not reported, remove it from \$known: $k"
	done
}

findings "Coccinelle" "$(coccinelle driver)"
findings "clang" "$(clang_build 2>&1)"
findings "gcc -fanalyzer" "$(analyzer)"
exit $bad
