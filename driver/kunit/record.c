// SPDX-License-Identifier: GPL-2.0
/*
 * The record: its bits, and the conditions under which it changes.  The driver's
 * own functions write it into the labels of a real connection.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "record.h"
#include "test.h"

static const u8 nvi_test_mac[ETH_ALEN] = { 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0xf6 };

struct nvi_record_test {
	struct nf_conn *ct;
	struct sk_buff *skb;
};

/* A connection with labels, and a packet with a link-layer header. */
static int nvi_record_init(struct kunit *test)
{
	const struct nf_conntrack_tuple tuple = { .dst.protonum = IPPROTO_UDP };
	struct nvi_record_test *t;
	struct ethhdr *eth;
	int err;

	t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	if (!t)
		return -ENOMEM;
	test->priv = t;

	rtnl_lock();
	err = nvi_net_get(&init_net);	/* enables labels in the namespace */
	rtnl_unlock();
	if (err)
		return err;
	t->ct = nf_conntrack_alloc(&init_net, &nf_ct_zone_dflt, &tuple, &tuple,
				   GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, t->ct);
	KUNIT_ASSERT_NOT_NULL(test, nf_ct_labels_ext_add(t->ct));

	t->skb = alloc_skb(128, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, t->skb);
	eth = skb_put_zero(t->skb, ETH_HLEN);
	skb_reset_mac_header(t->skb);
	ether_addr_copy(eth->h_source, nvi_test_mac);
	return 0;
}

static void nvi_record_exit(struct kunit *test)
{
	struct nvi_record_test *t = test->priv;

	if (!t)
		return;
	kfree_skb(t->skb);
	if (!IS_ERR_OR_NULL(t->ct))
		nf_conntrack_free(t->ct);
	rtnl_lock();
	nvi_net_put(&init_net);
	rtnl_unlock();
}

static void nvi_record_packet(struct kunit *test, const struct net_device *in,
			      enum ip_conntrack_dir dir)
{
	struct nvi_record_test *t = test->priv;

	rcu_read_lock();
	nvi_record_update(nvi_net(&init_net), t->ct, t->skb, in, dir);
	rcu_read_unlock();
}

/* Value of labels first..last, numbered as by nft. */
static u32 nvi_record_bits(struct kunit *test, unsigned int first,
			   unsigned int last)
{
	const struct nvi_record_test *t = test->priv;
	const struct nf_conn_labels *labels = nf_ct_labels_find(t->ct);
	unsigned int words = NVI_LABEL_WORDS, n;
	u32 value = 0;

	for (n = first; n <= last; n++) {
		const u32 *have = (const u32 *)labels->bits;
		unsigned int word = n / 32;

		/* one number of 128 bits in host byte order */
		if (IS_ENABLED(CONFIG_CPU_BIG_ENDIAN))
			word = words - 1 - word;
		value |= (have[word] >> (n % 32) & 1) << (n - first);
	}
	return value;
}

#define NVI_BIT(word)	(32 * (word))

static void nvi_record_layout(struct kunit *test)
{
	struct net_device *lan = nvi_test_dev(test, 0x123456, ARPHRD_ETHER);
	struct net_device *isp = nvi_test_dev(test, 0x789abc, ARPHRD_ETHER);
	const unsigned int o = NVI_BIT(NVI_LABEL_WORD_ORIG);
	const unsigned int r = NVI_BIT(NVI_LABEL_WORD_REPLY);
	const unsigned int l = NVI_BIT(NVI_LABEL_WORD_LLADDR);

	nvi_record_packet(test, lan, IP_CT_DIR_ORIGINAL);
	nvi_record_packet(test, isp, IP_CT_DIR_REPLY);
	KUNIT_EXPECT_EQ(test, nvi_record_bits(test, o, o + 23), 0x123456);
	KUNIT_EXPECT_EQ(test, nvi_record_bits(test, o + 24, o + 31), 0xa1);
	KUNIT_EXPECT_EQ(test, nvi_record_bits(test, r, r + 23), 0x789abc);
	KUNIT_EXPECT_EQ(test, nvi_record_bits(test, r + 24, r + 31), 0xb2);
	KUNIT_EXPECT_EQ(test, nvi_record_bits(test, l, l + 31), 0xf6e5d4c3);
}

static void nvi_record_reads_back(struct kunit *test)
{
	struct net_device *lan = nvi_test_dev(test, 7, ARPHRD_ETHER);
	struct net_device *isp = nvi_test_dev(test, 8, ARPHRD_ETHER);
	struct nvi_record_test *t = test->priv;
	u8 octets[ETH_ALEN];
	u64 lladdr = 0;

	KUNIT_EXPECT_EQ(test, nvi_record_origin(t->ct, &lladdr), 0);
	nvi_record_packet(test, lan, IP_CT_DIR_ORIGINAL);
	nvi_record_packet(test, isp, IP_CT_DIR_REPLY);
	KUNIT_EXPECT_EQ(test, nvi_record_origin(t->ct, &lladdr), 7);
	nvi_lladdr_put(octets, lladdr);
	KUNIT_EXPECT_MEMEQ(test, octets, nvi_test_mac, ETH_ALEN);

	/* the ingress of the packet's own direction */
	refcount_set(&t->ct->ct_general.use, 1);	/* reference of the packet */
	nf_ct_set(t->skb, t->ct, IP_CT_ESTABLISHED);
	KUNIT_EXPECT_EQ(test, nvi_record_ingress(t->skb, NULL), 7);
	nf_ct_set(t->skb, t->ct, IP_CT_ESTABLISHED_REPLY);
	KUNIT_EXPECT_EQ(test, nvi_record_ingress(t->skb, NULL), 8);
	t->skb->_nfct = 0;
	refcount_set(&t->ct->ct_general.use, 0);
	KUNIT_EXPECT_EQ(test, nvi_record_ingress(t->skb, NULL), 0);
}

/* The record of an interface without a link-layer address has no old octets. */
static void nvi_record_no_lladdr(struct kunit *test)
{
	struct net_device *lan = nvi_test_dev(test, 7, ARPHRD_ETHER);
	struct net_device *tun = nvi_test_dev(test, 9, ARPHRD_NONE);
	struct nvi_record_test *t = test->priv;
	u64 lladdr = 1;

	nvi_record_packet(test, lan, IP_CT_DIR_ORIGINAL);
	nvi_record_packet(test, tun, IP_CT_DIR_ORIGINAL);
	KUNIT_EXPECT_EQ(test, nvi_record_origin(t->ct, &lladdr), 9);
	KUNIT_EXPECT_EQ(test, lladdr, 0);
}

/* An ifindex of more than 24 bits is not recorded, rather than truncated. */
static void nvi_record_big_ifindex(struct kunit *test)
{
	static const int ifindex[] = { 0xfffffe, 0xffffff, 0x1000000, INT_MAX };
	struct nvi_record_test *t = test->priv;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ifindex); i++) {
		struct net_device *dev = nvi_test_dev(test, ifindex[i],
						      ARPHRD_ETHER);
		unsigned int want = ifindex[i] < 0xffffff ? ifindex[i] : 0;

		nvi_record_packet(test, dev, IP_CT_DIR_ORIGINAL);
		KUNIT_EXPECT_EQ(test, nvi_record_origin(t->ct, NULL), want);
	}
}

/* The labels of the administrator are not changed. */
static void nvi_record_leaves_others(struct kunit *test)
{
	struct net_device *lan = nvi_test_dev(test, 0xffffff, ARPHRD_ETHER);
	struct nvi_record_test *t = test->priv;
	const unsigned int words = NVI_LABEL_WORDS;
	u32 data[NVI_LABEL_WORDS], mask[NVI_LABEL_WORDS];
	unsigned int n, own = 0;

	memset(data, 0xff, sizeof(data));
	memset(mask, 0xff, sizeof(mask));
	KUNIT_ASSERT_EQ(test, nf_connlabels_replace(t->ct, data, mask, words), 0);
	memset(eth_hdr(t->skb)->h_source, 0, ETH_ALEN);
	nvi_record_packet(test, lan, IP_CT_DIR_ORIGINAL);
	for (n = 0; n < 128; n++)
		own += !nvi_record_bits(test, n, n);
	/* only the six octets are 0; the ifindex bits are all ones */
	KUNIT_EXPECT_EQ(test, own, 48);
}

static struct kunit_case nvi_record_cases[] = {
	KUNIT_CASE(nvi_record_layout),
	KUNIT_CASE(nvi_record_reads_back),
	KUNIT_CASE(nvi_record_no_lladdr),
	KUNIT_CASE(nvi_record_big_ifindex),
	KUNIT_CASE(nvi_record_leaves_others),
	{}
};

struct kunit_suite nvi_record_suite = {
	.name = "nvi_record",
	.init = nvi_record_init,
	.exit = nvi_record_exit,
	.test_cases = nvi_record_cases,
};
