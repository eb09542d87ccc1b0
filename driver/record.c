// SPDX-License-Identifier: GPL-2.0
/*
 * The ingress record: by which interface the packets of a connection come in,
 * and from which link-layer address.  The bits are laid out in <linux/nvi.h>;
 * learn.c says when they are written.
 */
#include <kunit/visibility.h>
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_ecache.h>
#include <net/netfilter/nf_conntrack_labels.h>

#include "nvi.h"
#include "trace.h"

/* Where label word n is: the labels are one number in host byte order. */
static unsigned int nvi_word(unsigned int n)
{
#ifdef __BIG_ENDIAN
	return NVI_LABEL_WORDS - 1 - n;
#else
	return n;
#endif
}

static u32 nvi_ifindex_bits(const struct net_device *dev)
{
	u32 ifindex = dev->ifindex;

	return min_t(u32, ifindex, NVI_LABEL_IFINDEX_NONE);
}

/* A link-layer address in its places: what each of three words has of it. */
struct nvi_octets {
	u32 orig;
	u32 reply;
	u32 lladdr;
};

static struct nvi_octets nvi_source(const struct sk_buff *skb,
				    const struct net_device *in)
{
	struct nvi_octets octets = {};
	const u8 *mac;

	if (in->type == ARPHRD_ETHER && skb_mac_header_was_set(skb)) {
		mac = eth_hdr(skb)->h_source;
		octets.orig = (u32)mac[0] << NVI_LABEL_OCTET_SHIFT;
		octets.reply = (u32)mac[1] << NVI_LABEL_OCTET_SHIFT;
		octets.lladdr = get_unaligned_le32(mac + 2);
	}
	return octets;
}

#define NVI_OCTET_MASK	(0xffU << NVI_LABEL_OCTET_SHIFT)

/* Does the record say already what this packet would have it say? */
static bool nvi_record_says(const u32 *have, const struct sk_buff *skb,
			    const struct net_device *in,
			    enum ip_conntrack_dir dir)
{
	u32 o = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_ORIG)]);
	u32 r = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_REPLY)]);
	u32 l = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_LLADDR)]);
	struct nvi_octets octets;

	if (dir == IP_CT_DIR_REPLY)
		return (r & NVI_LABEL_IFINDEX_MASK) == nvi_ifindex_bits(in);
	octets = nvi_source(skb, in);
	return o == (nvi_ifindex_bits(in) | octets.orig) &&
	       (r & NVI_OCTET_MASK) == octets.reply && l == octets.lladdr;
}

/*
 * nf_connlabels_replace() for a connection that is not confirmed: nobody but its first
 * packet has it, so nothing need be compared and exchanged. That is a hundred instructions
 * less for each new connection.
 */
static void nvi_labels_begin(struct nf_conn *ct, const u32 *data, const u32 *mask)
{
	u32 *have = (u32 *)nf_ct_labels_find(ct)->bits;
	unsigned int i;

	for (i = 0; i < NVI_LABEL_WORDS; i++)
		WRITE_ONCE(have[i], (have[i] & ~mask[i]) | data[i]);
	nf_conntrack_event_cache(IPCT_LABEL, ct);
}

/* Make it say so. */
static void nvi_record_write(struct nf_conn *ct, const struct sk_buff *skb,
			     const struct net_device *in,
			     enum ip_conntrack_dir dir)
{
	u32 data[NVI_LABEL_WORDS] = {}, mask[NVI_LABEL_WORDS] = {};
	const u32 o = nvi_word(NVI_LABEL_WORD_ORIG);
	const u32 r = nvi_word(NVI_LABEL_WORD_REPLY);
	const u32 l = nvi_word(NVI_LABEL_WORD_LLADDR);
	struct nvi_octets octets;

	if (dir == IP_CT_DIR_REPLY) {
		data[r] = nvi_ifindex_bits(in);
		mask[r] = NVI_LABEL_IFINDEX_MASK;
	} else {
		octets = nvi_source(skb, in);
		data[o] = nvi_ifindex_bits(in) | octets.orig;
		mask[o] = U32_MAX;
		data[r] = octets.reply;
		mask[r] = NVI_OCTET_MASK;
		data[l] = octets.lladdr;
		mask[l] = U32_MAX;
	}
	if (nf_ct_is_confirmed(ct))
		nf_connlabels_replace(ct, data, mask, NVI_LABEL_WORDS);
	else
		nvi_labels_begin(ct, data, mask);
}

/* Has a packet of this direction been recorded? */
static bool nvi_recorded(const u32 *have, enum ip_conntrack_dir dir)
{
	u32 word = dir == IP_CT_DIR_REPLY ? NVI_LABEL_WORD_REPLY :
					    NVI_LABEL_WORD_ORIG;

	return READ_ONCE(have[nvi_word(word)]) & NVI_LABEL_IFINDEX_MASK;
}

static noinline void nvi_record_change(struct nf_conn *ct,
				       const struct sk_buff *skb,
				       const struct net_device *in,
				       enum ip_conntrack_dir dir,
				       const u32 *have)
{
	struct nvi_net *nn = nvi_net(dev_net(in));

	if (!have) {
		nvi_net_count(nn, NVI_NET_UNRECORDED);
	} else if (READ_ONCE(nn->learn_once) && nvi_recorded(have, dir)) {
		nvi_net_count(nn, NVI_NET_KEPT);
	} else {
		nvi_record_write(ct, skb, in, dir);
		nvi_net_count(nn, NVI_NET_RECORDED);
		trace_nvi_record(in, ct, dir);
	}
}

static const u32 *nvi_record_find(const struct nf_conn *ct)
{
	const struct nf_conn_labels *labels = ct ? nf_ct_labels_find(ct) : NULL;

	return labels ? (const u32 *)labels->bits : NULL;
}

/**
 * nvi_record_update() - a packet of a connection has come in
 * @ct: the connection
 * @skb: the packet, with its link-layer header if it came with one
 * @in: the interface
 * @dir: which direction of @ct it belongs to
 *
 * Writes on change only: a cache line that is merely read stays shared.
 *
 * Context: RCU read side.
 */
void nvi_record_update(struct nf_conn *ct, const struct sk_buff *skb,
		       const struct net_device *in, enum ip_conntrack_dir dir)
{
	const u32 *have = nvi_record_find(ct);

	if (unlikely(!have || !nvi_record_says(have, skb, in, dir)))
		nvi_record_change(ct, skb, in, dir, have);
}
EXPORT_SYMBOL_IF_KUNIT(nvi_record_update);

/* An ifindex that did not fit is one that is not known. */
static unsigned int nvi_known(u32 word)
{
	u32 ifindex = word & NVI_LABEL_IFINDEX_MASK;

	return ifindex == NVI_LABEL_IFINDEX_NONE ? 0 : ifindex;
}

/*
 * Word by word: while a connection moves to another previous hop, a packet may
 * see a part of either.  The next one does not.  (@lladdr NULL: nobody asks.)
 */
static unsigned int nvi_record_original(const u32 *have, u8 *lladdr)
{
	u32 o = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_ORIG)]);
	u32 r = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_REPLY)]);
	u32 l = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_LLADDR)]);

	if (!lladdr)
		return nvi_known(o);
	lladdr[0] = o >> NVI_LABEL_OCTET_SHIFT;
	lladdr[1] = r >> NVI_LABEL_OCTET_SHIFT;
	lladdr[2] = l;
	lladdr[3] = l >> 8;
	lladdr[4] = l >> 16;
	lladdr[5] = l >> 24;
	return nvi_known(o);
}

/**
 * nvi_record_ingress() - where did packets of this direction come in?
 * @skb: a packet, with or without a connection
 * @lladdr: gets the previous hop's ETH_ALEN octets, if they are known for this
 *	direction, else stays as it is; NULL: nobody wants them
 *
 * Return: an ifindex, or 0 for "the record does not know"
 */
unsigned int nvi_record_ingress(const struct sk_buff *skb, u8 *lladdr)
{
	enum ip_conntrack_info ctinfo;
	const u32 *have = nvi_record_find(nf_ct_get(skb, &ctinfo));

	if (!have)
		return 0;
	if (CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY)
		return nvi_known(READ_ONCE(have[nvi_word(NVI_LABEL_WORD_REPLY)]));
	return nvi_record_original(have, lladdr);
}
EXPORT_SYMBOL_IF_KUNIT(nvi_record_ingress);

/**
 * nvi_record_origin() - where did a connection come from?
 * @ct: the connection
 * @lladdr: gets the previous hop's ETH_ALEN octets; all zeroes: the ingress has
 *	no link-layer addresses
 *
 * Return: ifindex of the ingress of its original direction, or 0 for "the record
 * does not know", with @lladdr undefined
 */
unsigned int nvi_record_origin(const struct nf_conn *ct, u8 *lladdr)
{
	const u32 *have = nvi_record_find(ct);

	return have ? nvi_record_original(have, lladdr) : 0;
}
EXPORT_SYMBOL_IF_KUNIT(nvi_record_origin);
