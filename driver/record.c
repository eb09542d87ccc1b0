// SPDX-License-Identifier: GPL-2.0
/*
 * Write the ingress record: the interfaces at which the packets of a connection
 * arrive, and the link-layer address that they come from.  <linux/nvi.h> defines
 * the layout; learn.c decides which packets are recorded.
 */
#include <kunit/visibility.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_ecache.h>
#include <net/netfilter/nf_conntrack_labels.h>

#include "nvi.h"
#include "record.h"
#include "trace.h"

/*
 * Write the record of an unconfirmed connection.  No other CPU sees it, so the
 * compare-and-exchange of nf_connlabels_replace() (128 instructions) is not
 * needed.
 */
static void nvi_record_begin(struct nf_conn *ct, const struct sk_buff *skb,
			     const struct net_device *in, u32 *have)
{
	u32 *r = &have[nvi_word(NVI_LABEL_WORD_REPLY)];
	const struct nvi_octets octets = nvi_source(skb, in);

	have[nvi_word(NVI_LABEL_WORD_ORIG)] = nvi_ifindex_bits(in) | octets.orig;
	*r = (*r & ~NVI_OCTET_MASK) | octets.reply;
	have[nvi_word(NVI_LABEL_WORD_LLADDR)] = octets.lladdr;
	nf_conntrack_event_cache(IPCT_LABEL, ct);
}

/*
 * Write the record of a confirmed connection.  The lock keeps two CPUs from
 * combining the interface of one packet with the address of another.
 */
static noinline void nvi_record_replace(struct nf_conn *ct,
					const struct sk_buff *skb,
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
	spin_lock_bh(&ct->lock);
	nf_connlabels_replace(ct, data, mask, NVI_LABEL_WORDS);
	spin_unlock_bh(&ct->lock);
}

/* True if an ingress of this direction is recorded. */
static bool nvi_recorded(const u32 *have, enum ip_conntrack_dir dir)
{
	u32 word = dir == IP_CT_DIR_REPLY ? NVI_LABEL_WORD_REPLY :
					    NVI_LABEL_WORD_ORIG;

	return READ_ONCE(have[nvi_word(word)]) & NVI_LABEL_IFINDEX_MASK;
}

/**
 * nvi_record_change() - change a record, if the settings allow it
 * @nn: state of the namespace
 * @ct: the connection
 * @skb: a packet of @ct whose ingress the record does not hold
 * @in: the interface that the packet arrived at
 * @dir: the direction of the packet
 * @have: the record, or NULL if the connection has no room for one
 *
 * Context: RCU read side.
 */
void nvi_record_change(struct nvi_net *nn, struct nf_conn *ct,
		       const struct sk_buff *skb, const struct net_device *in,
		       enum ip_conntrack_dir dir, u32 *have)
{
	if (unlikely(!have)) {
		nvi_net_count(nn, NVI_NET_UNRECORDED);
		return;
	}
	if (!nf_ct_is_confirmed(ct) && dir == IP_CT_DIR_ORIGINAL) {
		nvi_record_begin(ct, skb, in, have);
	} else if (!READ_ONCE(nn->learn_once) || !nvi_recorded(have, dir)) {
		nvi_record_replace(ct, skb, in, dir);
	} else {
		nvi_net_count(nn, NVI_NET_KEPT);
		return;
	}
	nvi_net_count(nn, NVI_NET_RECORDED);
	trace_nvi_record(in, ct, dir);
}
EXPORT_SYMBOL_IF_KUNIT(nvi_record_change);
