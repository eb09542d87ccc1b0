// SPDX-License-Identifier: GPL-2.0
/*
 * Hops and loops: the packets whose TTL is restored, and the ingress interface of
 * stage 2.
 */
#include <linux/if_arp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/checksum.h>
#include <net/netfilter/nf_conntrack.h>

#include "../ingress.h"
#include "../scrub.h"
#include "test.h"

static struct sk_buff *nvi_hops_skb(struct kunit *test)
{
	struct sk_buff *skb = alloc_skb(128, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_zero(skb, 64);
	skb_reset_network_header(skb);
	return skb;
}

static void nvi_hops_given_back4(struct kunit *test)
{
	struct sk_buff *skb = nvi_hops_skb(test);
	struct iphdr *iph = ip_hdr(skb);
	unsigned int ttl;

	for (ttl = 0; ttl <= 255; ttl++) {
		*iph = (struct iphdr){ .version = 4, .ihl = 5, .ttl = ttl,
			.protocol = IPPROTO_UDP,
			.saddr = htonl(0xc0a80000 + ttl * 257),
			.daddr = htonl(0xcb007101) };
		iph->check = ip_fast_csum(iph, iph->ihl);
		nvi_give_back_hop(skb, NFPROTO_IPV4);
		/* 255 is not incremented */
		KUNIT_EXPECT_EQ(test, iph->ttl, min(ttl + 1, 255U));
		KUNIT_EXPECT_EQ(test, ip_fast_csum(iph, iph->ihl), 0);
	}
	kfree_skb(skb);
}

static void nvi_hops_given_back6(struct kunit *test)
{
	struct sk_buff *skb = nvi_hops_skb(test);
	unsigned int hops;

	for (hops = 0; hops <= 255; hops++) {
		ipv6_hdr(skb)->hop_limit = hops;
		nvi_give_back_hop(skb, NFPROTO_IPV6);
		KUNIT_EXPECT_EQ(test, ipv6_hdr(skb)->hop_limit,
				min(hops + 1, 255U));
	}
	kfree_skb(skb);
}

/* The TTL of a packet from stage 2 is not restored, so that it ends a loop. */
static void nvi_hops_not_twice(struct kunit *test)
{
	struct sk_buff *skb = nvi_hops_skb(test);
	struct nvi_config config = nvi_defaults;

	config.hops = NVI_HOPS_ONE;
	KUNIT_EXPECT_TRUE(test, nvi_gives_back_hop(skb, &config));
	nf_ct_set(skb, NULL, IP_CT_UNTRACKED);
	KUNIT_EXPECT_FALSE(test, nvi_gives_back_hop(skb, &config));
	skb->_nfct = 0;
	config.hops = NVI_HOPS_TWO;
	KUNIT_EXPECT_FALSE(test, nvi_gives_back_hop(skb, &config));
	kfree_skb(skb);
}

static void nvi_hops_ingress(struct kunit *test)
{
	struct net_device *nvi = nvi_test_dev(test, 5, ARPHRD_NONE);
	struct sk_buff *skb = nvi_hops_skb(test);
	struct nvi_config config = nvi_defaults;
	struct sock *sk = kunit_kzalloc(test, sizeof(*sk), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, sk);
	/* without a record and skb_iif, the device itself */
	KUNIT_EXPECT_EQ(test, nvi_ingress(skb, nvi, &config, NULL), 5);
	skb->skb_iif = 9;
	KUNIT_EXPECT_EQ(test, nvi_ingress(skb, nvi, &config, NULL), 9);
	config.ingress = NVI_INGRESS_SELF;
	KUNIT_EXPECT_EQ(test, nvi_ingress(skb, nvi, &config, NULL), 5);
	config.ingress = NVI_INGRESS_REAL;
	/* a packet with a socket */
	skb->sk = sk;
	KUNIT_EXPECT_EQ(test, nvi_ingress(skb, nvi, &config, NULL), 5);
	skb->sk = NULL;
	kfree_skb(skb);
}

static struct kunit_case nvi_hops_cases[] = {
	KUNIT_CASE(nvi_hops_given_back4),
	KUNIT_CASE(nvi_hops_given_back6),
	KUNIT_CASE(nvi_hops_not_twice),
	KUNIT_CASE(nvi_hops_ingress),
	{}
};

struct kunit_suite nvi_hops_suite = {
	.name = "nvi_hops",
	.test_cases = nvi_hops_cases,
};
