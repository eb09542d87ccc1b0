// SPDX-License-Identifier: GPL-2.0
/*
 * The cache of stage-2 decisions for IPv6: what it believes, what it lets go, and that
 * it holds one reference for each route and no more.  (A dst is a dst: these are IPv4's.)
 */
#include "../decide6.h"
#include "test.h"

static const struct nvi_flow6 nvi_decide6_flow = {
	.saddr = { .s6_addr32 = { 1, 2, 3, 4 } },
	.daddr = { .s6_addr32 = { 5, 6, 7, 8 } },
	.iif = 9, .mark = 10, .flowinfo = cpu_to_be32(0x06b00000),
};

/* A header that has it */
static struct ipv6hdr nvi_decide6_hdr(const struct nvi_flow6 *flow)
{
	struct ipv6hdr hdr = { .saddr = flow->saddr, .daddr = flow->daddr };

	*(__be32 *)&hdr = flow->flowinfo | cpu_to_be32(0x60000000);
	return hdr;
}

/* Is it remembered, in this epoch? */
static struct dst_entry *nvi_decide6_ask(struct nvi_percpu *pc,
					 const struct nvi_flow6 *flow, u64 epoch)
{
	const struct ipv6hdr hdr = nvi_decide6_hdr(flow);
	struct dst_entry *dst;
	bool direct = false;

	rcu_read_lock();
	local_bh_disable();
	dst = nvi_decided6(pc, &hdr, flow->iif, flow->mark, epoch, &direct);
	local_bh_enable();
	rcu_read_unlock();
	return direct ? dst : NULL;
}

static void nvi_decide6_put(struct nvi_percpu *pc, const struct nvi_flow6 *flow,
			    u64 epoch, struct dst_entry *dst)
{
	local_bh_disable();
	nvi_decide6(pc, flow, epoch, dst, true);
	local_bh_enable();
}

static void nvi_decide6_believes(struct kunit *test)
{
	struct nvi_percpu *pc = kunit_kzalloc(test, sizeof(*pc), GFP_KERNEL);
	struct dst_entry *dst = &nvi_test_route(test)->dst;
	struct nvi_flow6 other;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, pc);
	KUNIT_EXPECT_NULL(test, nvi_decide6_ask(pc, &nvi_decide6_flow, 1));
	nvi_decide6_put(pc, &nvi_decide6_flow, 1, dst);
	KUNIT_EXPECT_PTR_EQ(test, nvi_decide6_ask(pc, &nvi_decide6_flow, 1), dst);
	/* something has changed since */
	KUNIT_EXPECT_NULL(test, nvi_decide6_ask(pc, &nvi_decide6_flow, 2));
	KUNIT_EXPECT_NULL(test, nvi_decide6_ask(pc, &nvi_decide6_flow,
						1ULL << 32 | 1));
	/* each part of the key counts */
	for (i = 0; i < sizeof(other) / sizeof(u32); i++) {
		other = nvi_decide6_flow;
		((u32 *)&other)[i] ^= (__force u32)cpu_to_be32(0x100000);
		KUNIT_EXPECT_NULL(test, nvi_decide6_ask(pc, &other, 1));
	}
	/* its route goes */
	WRITE_ONCE(dst->obsolete, DST_OBSOLETE_DEAD);
	KUNIT_EXPECT_NULL(test, nvi_decide6_ask(pc, &nvi_decide6_flow, 1));

	dst_release(dst);	/* the cache's */
	dst_release(dst);
}

static void nvi_decide6_references(struct kunit *test)
{
	struct nvi_percpu *pc = kunit_kzalloc(test, sizeof(*pc), GFP_KERNEL);
	struct dst_entry *a = &nvi_test_route(test)->dst, *b = &nvi_test_route(test)->dst;

	KUNIT_ASSERT_NOT_NULL(test, pc);
	nvi_decide6_put(pc, &nvi_decide6_flow, 1, a);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(a), 2);
	/* the same once more, in a new epoch */
	nvi_decide6_put(pc, &nvi_decide6_flow, 2, a);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(a), 2);
	KUNIT_EXPECT_PTR_EQ(test, nvi_decide6_ask(pc, &nvi_decide6_flow, 2), a);
	/* another takes its place */
	nvi_decide6_put(pc, &nvi_decide6_flow, 2, b);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(a), 1);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(b), 2);
	KUNIT_EXPECT_PTR_EQ(test, nvi_decide6_ask(pc, &nvi_decide6_flow, 2), b);

	dst_release(b);
	dst_release(b);
	dst_release(a);
}

/* A scan of all there is fills no more than the slots. */
static void nvi_decide6_bounded(struct kunit *test)
{
	struct nvi_percpu *pc = kunit_kzalloc(test, sizeof(*pc), GFP_KERNEL);
	struct dst_entry *dst = &nvi_test_route(test)->dst;
	struct nvi_flow6 flow = nvi_decide6_flow;
	unsigned int i, used = 0;

	KUNIT_ASSERT_NOT_NULL(test, pc);
	for (i = 0; i < 100 * NVI_DECISION6_SLOTS; i++) {
		flow.daddr.s6_addr32[3] = (__force __be32)(i * 2654435761U);
		nvi_decide6_put(pc, &flow, 1, dst);
	}
	for (i = 0; i < NVI_DECISION6_SLOTS; i++)
		used += !!rcu_access_pointer(pc->decision6[i].dst);
	KUNIT_EXPECT_EQ(test, used, NVI_DECISION6_SLOTS);
	KUNIT_EXPECT_EQ(test, nvi_test_refs(dst), 1 + used);
	while (used--)
		dst_release(dst);
	dst_release(dst);
}

static struct kunit_case nvi_decide6_cases[] = {
	KUNIT_CASE(nvi_decide6_believes),
	KUNIT_CASE(nvi_decide6_references),
	KUNIT_CASE(nvi_decide6_bounded),
	{}
};

struct kunit_suite nvi_decide6_suite = {
	.name = "nvi_decide6",
	.test_cases = nvi_decide6_cases,
};
