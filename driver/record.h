/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ingress record of a connection, as each packet reads it.  Inline: this is
 * every packet's way.  record.c writes it.
 */
#ifndef _NVI_RECORD_H
#define _NVI_RECORD_H

#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_labels.h>

#include "nvi.h"

/* record.c */
void nvi_record_change(struct nvi_net *nn, struct nf_conn *ct,
		       const struct sk_buff *skb, const struct net_device *in,
		       enum ip_conntrack_dir dir, u32 *have);

/* Where label word n is: the labels are one number in host byte order. */
static inline unsigned int nvi_word(unsigned int n)
{
#ifdef __BIG_ENDIAN
	return NVI_LABEL_WORDS - 1 - n;
#else
	return n;
#endif
}

static inline u32 nvi_ifindex_bits(const struct net_device *dev)
{
	u32 ifindex = dev->ifindex;

	return min_t(u32, ifindex, NVI_LABEL_IFINDEX_NONE);
}

/**
 * nvi_lladdr_put() - a link-layer address into a header
 * @to: ETH_ALEN octets
 * @lladdr: the address as a number, whose lowest octet goes first
 *
 * A number in between keeps it in a register, and the stack protector out.
 */
static inline void nvi_lladdr_put(u8 *to, u64 lladdr)
{
	put_unaligned_le32(lladdr, to);
	put_unaligned_le16(lladdr >> 32, to + 4);
}

/* A link-layer address in its places: what each of three words has of it. */
struct nvi_octets {
	u32 orig;
	u32 reply;
	u32 lladdr;
};

static inline struct nvi_octets nvi_source(const struct sk_buff *skb,
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
static inline bool nvi_record_says(const u32 *have, const struct sk_buff *skb,
				   const struct net_device *in,
				   enum ip_conntrack_dir dir)
{
	u32 r = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_REPLY)]);
	struct nvi_octets octets;
	u32 o, l;

	if (dir == IP_CT_DIR_REPLY)
		return (r & NVI_LABEL_IFINDEX_MASK) == nvi_ifindex_bits(in);
	o = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_ORIG)]);
	l = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_LLADDR)]);
	octets = nvi_source(skb, in);
	return o == (nvi_ifindex_bits(in) | octets.orig) &&
	       (r & NVI_OCTET_MASK) == octets.reply && l == octets.lladdr;
}

static inline u32 *nvi_record_find(const struct nf_conn *ct)
{
	struct nf_conn_labels *labels = ct ? nf_ct_labels_find(ct) : NULL;

	return labels ? (u32 *)labels->bits : NULL;
}

/**
 * nvi_record_update() - a packet of a connection has come in
 * @nn: the namespace
 * @ct: the connection
 * @skb: the packet, with its link-layer header if it came with one
 * @in: the interface
 * @dir: which direction of @ct it belongs to
 *
 * Writes on change only: a cache line that is merely read stays shared.
 *
 * Context: RCU read side.
 */
static inline void nvi_record_update(struct nvi_net *nn, struct nf_conn *ct,
				     const struct sk_buff *skb,
				     const struct net_device *in,
				     enum ip_conntrack_dir dir)
{
	u32 *have = nvi_record_find(ct);

	if (unlikely(!have || !nvi_record_says(have, skb, in, dir)))
		nvi_record_change(nn, ct, skb, in, dir, have);
}

/* An ifindex that did not fit is one that is not known. */
static inline unsigned int nvi_known(u32 word)
{
	u32 ifindex = word & NVI_LABEL_IFINDEX_MASK;

	return ifindex == NVI_LABEL_IFINDEX_NONE ? 0 : ifindex;
}

/*
 * Word by word: while a connection moves to another previous hop, a packet may
 * see a part of either.  The next one does not.  (@lladdr NULL: nobody asks.)
 */
static inline unsigned int nvi_record_original(const u32 *have, u64 *lladdr)
{
	u32 o = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_ORIG)]);
	u32 r = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_REPLY)]);
	u32 l = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_LLADDR)]);

	if (lladdr)
		*lladdr = (u64)l << 16 | r >> NVI_LABEL_OCTET_SHIFT << 8 |
			  o >> NVI_LABEL_OCTET_SHIFT;
	return nvi_known(o);
}

/**
 * nvi_record_ingress() - where did packets of this direction come in?
 * @skb: a packet, with or without a connection
 * @lladdr: gets the previous hop's link-layer address, for nvi_lladdr_put(), if it is
 *	known for this direction, else stays as it is; NULL: nobody wants it
 *
 * Return: an ifindex, or 0 for "the record does not know"
 */
static inline unsigned int nvi_record_ingress(const struct sk_buff *skb, u64 *lladdr)
{
	enum ip_conntrack_info ctinfo;
	const u32 *have = nvi_record_find(nf_ct_get(skb, &ctinfo));

	if (!have)
		return 0;
	if (CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY)
		return nvi_known(READ_ONCE(have[nvi_word(NVI_LABEL_WORD_REPLY)]));
	return nvi_record_original(have, lladdr);
}

/**
 * nvi_record_origin() - where did a connection come from?
 * @ct: the connection
 * @lladdr: gets the previous hop's link-layer address, for nvi_lladdr_put(); 0: the
 *	ingress has no such addresses
 *
 * Return: ifindex of the ingress of its original direction, or 0 for "the record
 * does not know", with @lladdr undefined
 */
static inline unsigned int nvi_record_origin(const struct nf_conn *ct, u64 *lladdr)
{
	const u32 *have = nvi_record_find(ct);

	return have ? nvi_record_original(have, lladdr) : 0;
}

#endif /* _NVI_RECORD_H */
