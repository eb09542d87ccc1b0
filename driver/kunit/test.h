/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KUnit tests of what needs no network; tests/net has the rest.  They are a
 * module of their own, nvi_test.ko, made by make NVI_KUNIT=1 for a kernel that
 * has CONFIG_KUNIT (scripts/build-module debug does that).
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
 * nvi_test_dev() - as much of a network device as the functions look at
 * @test: frees it
 * @ifindex: of it
 * @type: ARPHRD_ETHER and so on
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
