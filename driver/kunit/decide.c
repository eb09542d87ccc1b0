// SPDX-License-Identifier: GPL-2.0
/*
 * The cache of stage-2 decisions: what it believes, what it lets go, and that it
 * holds one reference for each route and no more.
 */
#include "../decide4.h"
#include "test.h"

static const struct nvi_flow4 nvi_decide_flow = {
	.saddr = 1, .daddr = 2, .iif = 3, .mark = 4, .tos = 5,
};

/* Is it remembered, in this epoch? */
static struct rtable *nvi_decide_ask(struct nvi_percpu *pc,
				     const struct nvi_flow4 *flow, u64 epoch)
{
	struct rtable *rt;
	u32 mtu = 0;

	rcu_read_lock();
	local_bh_disable();
	rt = nvi_decided4(pc, flow, epoch, &mtu);
	local_bh_enable();
	rcu_read_unlock();
	return rt;
}

static void nvi_decide_put(struct nvi_percpu *pc, const struct nvi_flow4 *flow,
			   u64 epoch, struct rtable *rt)
{
	local_bh_disable();
	nvi_decide4(pc, flow, epoch, rt, 1500);
	local_bh_enable();
}

static void nvi_decide_believes(struct kunit *test)
{
	struct nvi_percpu *pc = kunit_kzalloc(test, sizeof(*pc), GFP_KERNEL);
	struct rtable *rt = nvi_test_route(test);
	struct nvi_flow4 other;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, pc);
	KUNIT_EXPECT_NULL(test, nvi_decide_ask(pc, &nvi_decide_flow, 1));
	nvi_decide_put(pc, &nvi_decide_flow, 1, rt);
	KUNIT_EXPECT_PTR_EQ(test, nvi_decide_ask(pc, &nvi_decide_flow, 1), rt);
	/* something has changed since */
	KUNIT_EXPECT_NULL(test, nvi_decide_ask(pc, &nvi_decide_flow, 2));
	KUNIT_EXPECT_NULL(test, nvi_decide_ask(pc, &nvi_decide_flow,
					       1ULL << 32 | 1));
	/* each part of the key counts */
	for (i = 0; i < sizeof(other) / sizeof(u32); i++) {
		other = nvi_decide_flow;
		((u32 *)&other)[i] ^= 0x100;
		KUNIT_EXPECT_NULL(test, nvi_decide_ask(pc, &other, 1));
	}
	/* its device goes */
	WRITE_ONCE(rt->dst.obsolete, DST_OBSOLETE_DEAD);
	KUNIT_EXPECT_NULL(test, nvi_decide_ask(pc, &nvi_decide_flow, 1));

	dst_release(&rt->dst);	/* the cache's */
	dst_release(&rt->dst);
}

static void nvi_decide_references(struct kunit *test)
{
	struct nvi_percpu *pc = kunit_kzalloc(test, sizeof(*pc), GFP_KERNEL);
	struct rtable *a = nvi_test_route(test), *b = nvi_test_route(test);

	KUNIT_ASSERT_NOT_NULL(test, pc);
	KUNIT_ASSERT_EQ(test, nvi_test_refs(&a->dst), 1);
	nvi_decide_put(pc, &nvi_decide_flow, 1, a);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(&a->dst), 2);
	/* the same once more, in a new epoch */
	nvi_decide_put(pc, &nvi_decide_flow, 2, a);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(&a->dst), 2);
	KUNIT_EXPECT_PTR_EQ(test, nvi_decide_ask(pc, &nvi_decide_flow, 2), a);
	/* another takes its place */
	nvi_decide_put(pc, &nvi_decide_flow, 2, b);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(&a->dst), 1);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(&b->dst), 2);
	KUNIT_EXPECT_PTR_EQ(test, nvi_decide_ask(pc, &nvi_decide_flow, 2), b);

	dst_release(&b->dst);
	dst_release(&b->dst);
	dst_release(&a->dst);
}

/* A scan of all there is fills no more than the slots. */
static void nvi_decide_bounded(struct kunit *test)
{
	struct nvi_percpu *pc = kunit_kzalloc(test, sizeof(*pc), GFP_KERNEL);
	struct rtable *rt = nvi_test_route(test);
	struct nvi_flow4 flow = nvi_decide_flow;
	unsigned int i, used = 0;

	KUNIT_ASSERT_NOT_NULL(test, pc);
	for (i = 0; i < 100 * NVI_DECISION_SLOTS; i++) {
		flow.daddr = (__force __be32)(i * 2654435761U);
		nvi_decide_put(pc, &flow, 1, rt);
	}
	for (i = 0; i < NVI_DECISION_SLOTS; i++)
		used += !!rcu_access_pointer(pc->decision[i].rt);
	KUNIT_EXPECT_EQ(test, used, NVI_DECISION_SLOTS);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(&rt->dst), 1 + used);
	while (used--)
		dst_release(&rt->dst);
	dst_release(&rt->dst);
}

static struct kunit_case nvi_decide_cases[] = {
	KUNIT_CASE(nvi_decide_believes),
	KUNIT_CASE(nvi_decide_references),
	KUNIT_CASE(nvi_decide_bounded),
	{}
};

struct kunit_suite nvi_decide_suite = {
	.name = "nvi_decide",
	.test_cases = nvi_decide_cases,
};
