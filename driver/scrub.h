/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Between the stages: what a packet loses, and what it gets back.
 */
#ifndef _NVI_SCRUB_H
#define _NVI_SCRUB_H

#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/netfilter/nf_conntrack.h>

#include "nvi.h"

/**
 * nvi_gives_back_hop() - is the TTL that stage 1 took to be given back?
 * @skb: a packet at the end of stage 1
 * @config: the device's settings
 *
 * One box is one hop.  An untracked packet gets nothing: if somebody builds a
 * loop that the check in stage 2 does not see, the TTL ends it, as RFC 791 has
 * it.
 */
static inline bool nvi_gives_back_hop(const struct sk_buff *skb,
				      const struct nvi_config *config)
{
	return config->hops == NVI_HOPS_ONE &&
	       skb_get_nfct(skb) != IP_CT_UNTRACKED;
}

/**
 * nvi_scrub() - forget what stage 1 knew of a packet, but keep what the user would miss
 * @skb: the packet
 *
 * A packet that is still its socket's keeps the time that it shall be sent at.
 */
static inline void nvi_scrub(struct sk_buff *skb)
{
	skb_dst_drop(skb);
	if (!skb->sk)
		skb_clear_tstamp(skb);
	skb_forward_csum(skb);
	skb->ignore_df = 0;
#ifdef CONFIG_NET_SWITCHDEV
	skb->offload_fwd_mark = 0;
	skb->offload_l3_fwd_mark = 0;
#endif
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	skb_ext_del(skb, SKB_EXT_BRIDGE_NF);
#endif
	nf_reset_ct(skb);
	nf_ct_set(skb, NULL, IP_CT_UNTRACKED);
	skb->pkt_type = PACKET_HOST;	/* icmp_send() asks for it */
}

#endif /* _NVI_SCRUB_H */
