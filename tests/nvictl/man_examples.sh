#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The examples of nvictl(8) and nvi(7) work as printed
#
# On the gateway of tests/gateway.sh, with NAT and without an nvi device. The test runs the lines
# between '.\" example' and '.\" end' of each page.
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
need jq nvictl

# examples PAGE: print the commands without roff
examples()
{
	sed -n '/^\.\\" example/,/^\.\\" end/{/^\./d;p}' "$1" | sed 's/\\-/-/g; s/\\e/\\/g'
}

gateway_nets
snat "meta nfproto ipv4 snat ip to 198.51.100.2"
for page in nvictl.8 nvi.7; do
	file=$(dirname "$0")/../../Documentation/man/$page
	commands=$(examples "$file")
	compare "$(wc -l <<<"$commands")" '>=' 5 "commands in $page"
	while read -r line; do
		echo "# $line"
		r bash -c "$line" || fail "$page: '$line' failed with status $?"
	done <<<"$commands"
	is "$(r nvictl -j rule show)$(r nvictl -j route show)$(r nvictl -j device show)" "[][][]" "what the examples of $page leave behind"
done
