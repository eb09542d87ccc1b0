// SPDX-License-Identifier: GPL-2.0
/* Module of the KUnit tests: nvi_test.ko. */
#include <linux/module.h>

#include "test.h"

kunit_test_suites(&nvi_record_suite, &nvi_parse_suite, &nvi_hops_suite);

MODULE_DESCRIPTION("KUnit tests of nvi");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
