#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# KUnit tests of what needs no network
#
# driver/kunit: the record's bits on a real connection's labels, each attribute with
# the error it gives, and who gets a hop back. They are in the module nvi_test, which
# only a kernel with CONFIG_KUNIT has.
. "$(dirname "$0")/../lib.sh"
modinfo nvi_test >/dev/null 2>&1 ||
	skip "there is no nvi_test.ko here, which a kernel with CONFIG_KUNIT has (the series debug)"

works "nvi is loaded" modprobe nvi
# the tests run while it is loaded
works "nvi_test is loaded" modprobe nvi_test
works "and unloaded" modprobe -r nvi_test

said=$(dmesg | sed -n "/$_marker/,\$p" | sed 's/^\[[^]]*\] *//')
# top level lines of KTAP: what is indented belongs to a suite
for suite in nvi_record nvi_parse nvi_hops; do
	has -E "^ *ok [0-9]+ $suite\$" <<<"$said" ||
		fail "$suite: $(grep -E 'not ok|EXPECTATION|ASSERTION|Expected' -A 4 <<<"$said")"
	echo "ok: $suite"
done
compare "$(grep -cE '^ *not ok' <<<"$said")" == 0 "tests that failed"
compare "$(grep -cE '^ *ok [0-9]+ (nvi_|attribute)' <<<"$said")" '>=' 30 "tests that passed"
