/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVI_SCRUB_H
#define _NVI_SCRUB_H

#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/netfilter/nf_conntrack.h>

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
