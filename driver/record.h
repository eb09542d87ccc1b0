/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Read the ingress record of a connection.  Inline, since every packet does it.
 * record.c writes it.
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

/**
 * nvi_word() - index of a label word in memory
 * @n: its number, NVI_LABEL_WORD_...
 *
 * The labels are one number in host byte order.
 *
 * Return: index of the 32-bit word in &nf_conn_labels.bits
 */
static inline unsigned int nvi_word(unsigned int n)
{
#ifdef __BIG_ENDIAN
	return NVI_LABEL_WORDS - 1 - n;
#else
	return n;
#endif
}

/**
 * nvi_ifindex_bits() - ifindex of a device, as recorded
 * @dev: the device
 *
 * Return: its ifindex, or NVI_LABEL_IFINDEX_NONE if it does not fit
 */
static inline u32 nvi_ifindex_bits(const struct net_device *dev)
{
	u32 ifindex = dev->ifindex;

	return min_t(u32, ifindex, NVI_LABEL_IFINDEX_NONE);
}

/**
 * nvi_lladdr_put() - write a link-layer address
 * @to: ETH_ALEN octets
 * @lladdr: the address as a number; its least significant octet goes first
 *
 * A number stays in a register and needs no stack protector.
 */
static inline void nvi_lladdr_put(u8 *to, u64 lladdr)
{
	put_unaligned_le32(lladdr, to);
	put_unaligned_le16(lladdr >> 32, to + 4);
}

/**
 * struct nvi_octets - a link-layer address, split as in the record
 * @orig: octet 0, in the top byte as in word NVI_LABEL_WORD_ORIG
 * @reply: octet 1, in the top byte as in word NVI_LABEL_WORD_REPLY
 * @lladdr: octets 2 to 5, as in word NVI_LABEL_WORD_LLADDR
 */
struct nvi_octets {
	u32 orig;
	u32 reply;
	u32 lladdr;
};

/**
 * nvi_source() - link-layer source address of a packet
 * @skb: the packet
 * @in: the interface that it arrived at
 *
 * Return: the address; all zeroes if @in is not an Ethernet device
 */
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

/**
 * nvi_record_matches() - test whether a record already holds the ingress of a packet
 * @have: the record
 * @skb: the packet
 * @in: the interface that it arrived at
 * @dir: the direction of the packet
 *
 * Return: true if the record needs no change
 */
static inline bool nvi_record_matches(const u32 *have, const struct sk_buff *skb,
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

/**
 * nvi_record_find() - find the record of a connection
 * @ct: the connection, or NULL
 *
 * Return: the label words, or NULL
 */
static inline u32 *nvi_record_find(const struct nf_conn *ct)
{
	struct nf_conn_labels *labels = ct ? nf_ct_labels_find(ct) : NULL;

	return labels ? (u32 *)labels->bits : NULL;
}

/**
 * nvi_record_update() - record the ingress of a packet
 * @nn: state of the namespace
 * @ct: the connection
 * @skb: the packet, with its link-layer header if it has one
 * @in: the interface that the packet arrived at
 * @dir: the direction of the packet
 *
 * Writes only if the record changes, so that the cache line stays shared.
 *
 * Context: RCU read side.
 */
static inline void nvi_record_update(struct nvi_net *nn, struct nf_conn *ct,
				     const struct sk_buff *skb,
				     const struct net_device *in,
				     enum ip_conntrack_dir dir)
{
	u32 *have = nvi_record_find(ct);

	if (unlikely(!have || !nvi_record_matches(have, skb, in, dir)))
		nvi_record_change(nn, ct, skb, in, dir, have);
}

/**
 * nvi_word_ifindex() - ifindex in a label word
 * @word: NVI_LABEL_WORD_ORIG or NVI_LABEL_WORD_REPLY of a record
 *
 * Return: the ifindex, or 0 if none is recorded or it did not fit
 */
static inline unsigned int nvi_word_ifindex(u32 word)
{
	u32 ifindex = word & NVI_LABEL_IFINDEX_MASK;

	return ifindex == NVI_LABEL_IFINDEX_NONE ? 0 : ifindex;
}

/**
 * nvi_record_original() - read the ingress of the original direction
 * @have: the record
 * @lladdr: gets the link-layer address of the previous hop, or 0; may be NULL
 *
 * The words are read one by one.  While a connection moves to another previous
 * hop, a packet may read parts of both addresses; the next packet does not.
 *
 * Return: ifindex, or 0 if it is not recorded
 */
static inline unsigned int nvi_record_original(const u32 *have, u64 *lladdr)
{
	u32 o = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_ORIG)]);
	u32 r = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_REPLY)]);
	u32 l = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_LLADDR)]);

	if (lladdr)
		*lladdr = (u64)l << 16 | r >> NVI_LABEL_OCTET_SHIFT << 8 |
			  o >> NVI_LABEL_OCTET_SHIFT;
	return nvi_word_ifindex(o);
}

/**
 * nvi_record_ingress() - recorded ingress of the direction of a packet
 * @skb: a packet, with or without a connection
 * @lladdr: gets the link-layer address of the previous hop, for nvi_lladdr_put();
 *	unchanged if none is recorded for this direction; may be NULL
 *
 * Return: ifindex, or 0 if it is not recorded
 */
static inline unsigned int nvi_record_ingress(const struct sk_buff *skb, u64 *lladdr)
{
	enum ip_conntrack_info ctinfo;
	const u32 *have = nvi_record_find(nf_ct_get(skb, &ctinfo));

	if (!have)
		return 0;
	if (CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY)
		return nvi_word_ifindex(READ_ONCE(have[nvi_word(NVI_LABEL_WORD_REPLY)]));
	return nvi_record_original(have, lladdr);
}

/**
 * nvi_record_origin() - recorded ingress of the original direction
 * @ct: the connection, or NULL
 * @lladdr: gets the link-layer address of the previous hop, for nvi_lladdr_put(),
 *	or 0 if the ingress has none; undefined if the function returns 0
 *
 * Return: ifindex, or 0 if it is not recorded
 */
static inline unsigned int nvi_record_origin(const struct nf_conn *ct, u64 *lladdr)
{
	const u32 *have = nvi_record_find(ct);

	return have ? nvi_record_original(have, lladdr) : 0;
}

#endif /* _NVI_RECORD_H */
