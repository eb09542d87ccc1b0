// SPDX-License-Identifier: GPL-2.0
/*
 * nvi_parse(): the values that each attribute takes, and the attribute that an
 * error points at.
 */
#include <net/netlink.h>

#include "test.h"

/**
 * struct nvi_parse_case - one attribute
 * @type: its type, IFLA_NVI_...
 * @value: its value; u32 if @wide, else u8
 * @wide: the value has four octets
 * @msg: the error message, or NULL for success
 */
struct nvi_parse_case {
	int type;
	u32 value;
	bool wide;
	const char *msg;
};

static const struct nvi_parse_case nvi_parse_params[] = {
	{ IFLA_NVI_MODE, NVI_MODE_REINJECT },
	{ IFLA_NVI_MODE, NVI_MODE_UNUSED, false,
	  "there is no mode 1 (direct): use mode 0 (reinject) with fast on" },
	{ IFLA_NVI_MODE, NVI_MODE_REFLECT },
	{ IFLA_NVI_MODE, 3, false, "mode must be 0 (reinject) or 2 (reflect)" },
	{ IFLA_NVI_MODE, 255, false,
	  "mode must be 0 (reinject) or 2 (reflect)" },
	{ IFLA_NVI_FAST, NVI_FAST_ON },
	{ IFLA_NVI_FAST, 2, false, "fast must be 0 (off) or 1 (on)" },
	{ IFLA_NVI_FAST_MARK, 7, true },
	{ IFLA_NVI_FAST_MASK, 7, true, "a mark mask needs a mark" },
	{ IFLA_NVI_INGRESS, NVI_INGRESS_SELF },
	{ IFLA_NVI_INGRESS, 2, false, "ingress must be 0 (real) or 1 (self)" },
	{ IFLA_NVI_HOPS, 0, false, "hops must be 1 or 2" },
	{ IFLA_NVI_HOPS, 1 },
	{ IFLA_NVI_HOPS, 2 },
	{ IFLA_NVI_HOPS, 3, false, "hops must be 1 or 2" },
	{ IFLA_NVI_REPLAY, 1 },
	{ IFLA_NVI_REPLAY, 2, false, "replay must be 0 (off) or 1 (on)" },
	{ IFLA_NVI_FALLBACK, 1 },
	{ IFLA_NVI_FALLBACK, 2, false,
	  "fallback must be 0 (route) or 1 (refuse)" },
	{ IFLA_NVI_LEARN, 1 },
	{ IFLA_NVI_LEARN, 2, false, "learn must be 0 (follow) or 1 (once)" },
	{ IFLA_NVI_MARK, 0xdeadbeef, true },
	{ IFLA_NVI_MARK_MASK, 0xff, true, "a mark mask needs a mark" },
};

static void nvi_parse_desc(const struct nvi_parse_case *c, char *desc)
{
	snprintf(desc, KUNIT_PARAM_DESC_SIZE, "attribute %d = %u", c->type,
		 c->value);
}

KUNIT_ARRAY_PARAM(nvi_parse, nvi_parse_params, nvi_parse_desc);

static struct nlattr *nvi_parse_attr(struct kunit *test, int type, u32 value,
				     bool wide)
{
	unsigned int len = wide ? sizeof(u32) : sizeof(u8);
	struct nlattr *a = kunit_kzalloc(test, nla_total_size(len), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, a);
	a->nla_type = type;
	a->nla_len = nla_attr_size(len);
	if (wide)
		memcpy(nla_data(a), &value, sizeof(value));
	else
		*(u8 *)nla_data(a) = value;
	return a;
}

static void nvi_parse_one(struct kunit *test)
{
	const struct nvi_parse_case *c = test->param_value;
	struct nlattr *data[IFLA_NVI_MAX + 1] = {};
	struct nvi_config config = nvi_defaults;
	struct netlink_ext_ack extack = {};
	int err;

	data[c->type] = nvi_parse_attr(test, c->type, c->value, c->wide);
	err = nvi_parse(&config, data, &extack);
	KUNIT_EXPECT_EQ(test, err, c->msg ? -EINVAL : 0);
	if (c->msg) {
		KUNIT_ASSERT_NOT_NULL(test, extack._msg);
		KUNIT_EXPECT_STREQ(test, extack._msg, c->msg);
		KUNIT_EXPECT_PTR_EQ(test, extack.bad_attr, data[c->type]);
	}
}

static void nvi_parse_mark_in_mask(struct kunit *test)
{
	struct nlattr *data[IFLA_NVI_MAX + 1] = {};
	struct nvi_config config = nvi_defaults;
	struct netlink_ext_ack extack = {};

	data[IFLA_NVI_MARK] = nvi_parse_attr(test, IFLA_NVI_MARK, 0x1ff, true);
	data[IFLA_NVI_MARK_MASK] = nvi_parse_attr(test, IFLA_NVI_MARK_MASK,
						  0xff, true);
	KUNIT_EXPECT_EQ(test, nvi_parse(&config, data, &extack), -EINVAL);
	KUNIT_EXPECT_PTR_EQ(test, extack.bad_attr, data[IFLA_NVI_MARK]);
	data[IFLA_NVI_MARK] = nvi_parse_attr(test, IFLA_NVI_MARK, 0x1f, true);
	KUNIT_EXPECT_EQ(test, nvi_parse(&config, data, &extack), 0);
	KUNIT_EXPECT_EQ(test, config.mark, 0x1f);
	KUNIT_EXPECT_EQ(test, config.mask, 0xff);
	/* without a mask, all bits are replaced */
	data[IFLA_NVI_MARK_MASK] = NULL;
	KUNIT_EXPECT_EQ(test, nvi_parse(&config, data, &extack), 0);
	KUNIT_EXPECT_EQ(test, config.mask, U32_MAX);
}

/* A setting that excludes the fast path is refused, in either order of requests. */
static void nvi_parse_fast_alone(struct kunit *test)
{
	struct nlattr *data[IFLA_NVI_MAX + 1] = {};
	struct nvi_config config = nvi_defaults;
	struct netlink_ext_ack extack = {};

	config.fast = NVI_FAST_ON;
	data[IFLA_NVI_HOPS] = nvi_parse_attr(test, IFLA_NVI_HOPS, 2, false);
	KUNIT_EXPECT_EQ(test, nvi_parse(&config, data, &extack), -EINVAL);
	KUNIT_EXPECT_PTR_EQ(test, extack.bad_attr, data[IFLA_NVI_HOPS]);

	config = nvi_defaults;
	config.mode = NVI_MODE_REFLECT;
	data[IFLA_NVI_HOPS] = NULL;
	data[IFLA_NVI_FAST] = nvi_parse_attr(test, IFLA_NVI_FAST, 1, false);
	KUNIT_EXPECT_EQ(test, nvi_parse(&config, data, &extack), -EINVAL);
	KUNIT_EXPECT_PTR_EQ(test, extack.bad_attr, data[IFLA_NVI_FAST]);
}

static void nvi_parse_keeps(struct kunit *test)
{
	struct nvi_config config = { .mode = NVI_MODE_REFLECT, .mark = 5,
		.mask = 7, .ingress = NVI_INGRESS_SELF, .hops = NVI_HOPS_TWO,
		.replay = NVI_REPLAY_ON, .fallback = NVI_FALLBACK_REFUSE,
		.learn = NVI_LEARN_ONCE };
	const struct nvi_config before = config;
	struct nlattr *none[IFLA_NVI_MAX + 1] = {};

	KUNIT_EXPECT_EQ(test, nvi_parse(&config, NULL, NULL), 0);
	KUNIT_EXPECT_MEMEQ(test, &config, &before, sizeof(config));
	KUNIT_EXPECT_EQ(test, nvi_parse(&config, none, NULL), 0);
	KUNIT_EXPECT_MEMEQ(test, &config, &before, sizeof(config));
}

static struct kunit_case nvi_parse_cases[] = {
	KUNIT_CASE_PARAM(nvi_parse_one, nvi_parse_gen_params),
	KUNIT_CASE(nvi_parse_mark_in_mask),
	KUNIT_CASE(nvi_parse_fast_alone),
	KUNIT_CASE(nvi_parse_keeps),
	{}
};

struct kunit_suite nvi_parse_suite = {
	.name = "nvi_parse",
	.test_cases = nvi_parse_cases,
};
