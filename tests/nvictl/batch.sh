#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# -b: a batch stops at the first error and names it; --atomic restores everything
# shellcheck disable=SC2154
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/common.bash"
need jq nvictl

setup_gw 192.0.2.2/24
file=$(mktemp)
state() { gw nvictl rule show all; gw nvictl route show table 102; gw nvictl -j device show | jq -c '.[] | [.ifname, .flags, .mtu, .nvi]'; }

cat >"$file" <<-'END'
	# a gateway
	device add nvi0 \
		mark 0x100/0xff00 up
	nvictl rule add stage 1 iif "lan" via nvi0	# comment
	rule add stage 2 from 192.0.2.0/24 table '102'

	route add default via 192.0.2.1 table 102
END
works "a batch from a file" gw nvictl -b "$file"
is "$(gw nvictl rule show | wc -l)" 3 "rules"
works "a batch from a pipe" gw bash -c 'echo rule show | nvictl -j -b - | jq -e "length == 3" >/dev/null'

# The first error ends the batch, whichever requests are sent together with it
before=$(state)
{
	for i in {1..100}; do echo "rule add pref $i from 10.0.0.$i table 102"; done
	echo "rule add pref 7 from 10.0.0.7 table 102"
	for i in {102..300}; do echo "rule add pref $i from 10.0.1.$((i % 250)) table 102"; done
} >"$file"
check 2 "$file:101: *the rule exists already*" gw nvictl -b "$file"
is "$(gw nvictl rule show | wc -l)" 103 "rules: those of the lines before the error"
gw nvictl -b - <<<"$(for i in {1..100}; do echo "rule del pref $i"; done)"
is "$(state)" "$before" "state after deleting them"

check 2 "$file:101: *" gw nvictl --atomic -b "$file"
is "$(state)" "$before" "state after a failed atomic batch"
cat >"$file" <<-'END'
	device set nvi0 mtu 1500 hops two mark off
	device add nvi1 up
	rule del stage 1
	rule add stage 2 from 10.0.0.1 table 5
	route del default table 102
	-4 device show
END
check 1 "$file:6: *options*precede -b*" gw nvictl --atomic -b "$file"
is "$(state)" "$before" "state after a failed atomic batch of every kind of change"

check 1 "*input:1: a ' is not closed*" gw nvictl -b - <<<"rule show '"
check 1 '*input:2: "foo" is not an object*' gw nvictl -b - <<<$'\nfoo'
check 1 '*ends with \\*' gw nvictl -b - <<<'rule show \'
check 1 '*with --atomic' gw nvictl --atomic -b - <<<'device del nvi0'
check 1 '*with --atomic' gw nvictl --atomic -b - <<<'device set nvi0 down'
check 1 '*cannot read batch file "/nowhere"*' gw nvictl -b /nowhere
check 1 '*--atomic is for a batch*' gw nvictl --atomic rule show
check 1 '*with -b*"rule"*' gw nvictl -b "$file" rule
check 2 'standard input:1: *CAP_NET_ADMIN*' ordinary "$gw" \
	nvictl -b - <<<'rule add stage 2 table 5'

rm "$file"
