/* SPDX-License-Identifier: GPL-2.0 */
/* Between the stages: clear the packet's state of stage 1, restore the TTL. */
#ifndef _NVI_SCRUB_H
#define _NVI_SCRUB_H

#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/netfilter/nf_conntrack.h>

#include "nvi.h"

/**
 * nvi_gives_back_hop() - test whether to restore the TTL that stage 1 decremented
 * @skb: a packet at the end of stage 1
 * @config: the device's settings
 *
 * One router is one hop.  An untracked packet does not get its TTL back: should a
 * configuration contain a loop that the check in stage 2 does not detect, the TTL
 * ends the loop (RFC 791).
 *
 * Return: true if the TTL is to be incremented
 */
static inline bool nvi_gives_back_hop(const struct sk_buff *skb,
				      const struct nvi_config *config)
{
	return config->hops == NVI_HOPS_ONE &&
	       skb_get_nfct(skb) != IP_CT_UNTRACKED;
}

/**
 * nvi_scrub() - clear the state of stage 1 in a packet
 * @skb: the packet
 *
 * skb->mark, skb->priority and the flow hash are kept.  So is the transmit time of
 * a packet that still belongs to a socket.
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
	skb->pkt_type = PACKET_HOST;	/* required by icmp_send() */
}

#endif /* _NVI_SCRUB_H */
