#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# KUnit tests of the parts that need no network
#
# driver/kunit tests the record's bits in the labels of a real connection, the error of each
# attribute, and the packets whose TTL is restored. The tests are in the module nvi_test, which only
# a kernel with CONFIG_KUNIT has.
. "$(dirname "$0")/../lib.sh"
modinfo nvi_test >/dev/null 2>&1 ||
	skip "there is no nvi_test.ko; a kernel with CONFIG_KUNIT has it (the series debug)"

works "load nvi" modprobe nvi
# the tests run when it is loaded
works "load nvi_test" modprobe nvi_test
works "unload nvi_test" modprobe -r nvi_test

said=$(dmesg | sed -n "/$_marker/,\$p" | sed 's/^\[[^]]*\] *//')
# top-level lines of KTAP; indented lines belong to a suite
for suite in nvi_record nvi_parse nvi_hops; do
	has -E "^ *ok [0-9]+ $suite\$" <<<"$said" ||
		fail "$suite: $(grep -E 'not ok|EXPECTATION|ASSERTION|Expected' -A 4 <<<"$said")"
	echo "ok: $suite"
done
compare "$(grep -cE '^ *not ok' <<<"$said")" == 0 "tests that failed"
compare "$(grep -cE '^ *ok [0-9]+ (nvi_|attribute)' <<<"$said")" '>=' 30 "tests that passed"
