/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KUnit tests of functions that need no network; tests/net has all other tests.
 * They are a separate module, nvi_test.ko, which make NVI_KUNIT=1 builds for a
 * kernel with CONFIG_KUNIT, as scripts/build-module debug does.
 */
#ifndef _NVI_KUNIT_TEST_H
#define _NVI_KUNIT_TEST_H

#include <kunit/test.h>

#include "../nvi.h"
#include "visible.h"

extern struct kunit_suite nvi_record_suite;
extern struct kunit_suite nvi_parse_suite;
extern struct kunit_suite nvi_hops_suite;

/**
 * nvi_test_dev() - a net_device with the members that the tested functions read
 * @test: the test, which frees it
 * @ifindex: its ifindex
 * @type: its type, ARPHRD_...
 *
 * Return: the device
 */
static inline struct net_device *nvi_test_dev(struct kunit *test, int ifindex,
					      unsigned short type)
{
	struct net_device *dev = kunit_kzalloc(test, sizeof(*dev), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, dev);
	dev_net_set(dev, &init_net);
	dev->ifindex = ifindex;
	dev->type = type;
	return dev;
}

#endif /* _NVI_KUNIT_TEST_H */
