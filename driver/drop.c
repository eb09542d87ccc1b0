// SPDX-License-Identifier: GPL-2.0
/*
 * Drop packets.  Every drop has a counter and, where the kernel has them, a drop
 * reason.  Every drop between nvi0 and the egress device has a tracepoint event.
 */
#include <linux/skbuff.h>

#include "nvi.h"
#include "stats.h"
#include "trace.h"

/*
 * An out-of-tree module cannot add drop reasons (they are an enum), so these are
 * the kernel's nearest.
 */
static const enum skb_drop_reason nvi_skb_reason[NVI_DROPS] = {
	[NVI_DROP_NOT_IP]	= SKB_DROP_REASON_UNHANDLED_PROTO,
	[NVI_DROP_MALFORMED]	= SKB_DROP_REASON_IP_INHDR,
	[NVI_DROP_NO_MEMORY]	= SKB_DROP_REASON_NOMEM,
	[NVI_DROP_NO_INGRESS]	= SKB_DROP_REASON_DEV_READY,
	[NVI_DROP_INGRESS_DOWN]	= SKB_DROP_REASON_DEV_READY,
	[NVI_DROP_BACKLOG]	= SKB_DROP_REASON_CPU_BACKLOG,
	[NVI_DROP_LOOP]		= SKB_DROP_REASON_RECURSION_LIMIT,
	[NVI_DROP_MULTICAST]	= SKB_DROP_REASON_IP_INADDRERRORS,
	[NVI_DROP_NO_ROUTE]	= SKB_DROP_REASON_IP_INNOROUTES,
	[NVI_DROP_MARTIAN]	= SKB_DROP_REASON_IP_LOCAL_SOURCE,
	[NVI_DROP_TTL]		= SKB_DROP_REASON_IP_INHDR,
	[NVI_DROP_TOO_BIG]	= SKB_DROP_REASON_PKT_TOO_BIG,
	[NVI_DROP_POLICY]	= SKB_DROP_REASON_XFRM_POLICY,
	[NVI_DROP_REFUSED]	= SKB_DROP_REASON_IP_OUTNOROUTES,
	[NVI_DROP_EGRESS]	= SKB_DROP_REASON_QDISC_DROP,
};

static void nvi_warn_loop(const struct net_device *dev,
			  const struct sk_buff *skb)
{
	if (!net_ratelimit() || !nvi_is_device(dev))
		return;
	if (skb->protocol == htons(ETH_P_IP))
		netdev_warn(dev,
			    "loop: stage 2 of %pI4 -> %pI4, ingress %s, is routed to an nvi device again; a rule for the translated source is missing\n",
			    &ip_hdr(skb)->saddr, &ip_hdr(skb)->daddr,
			    skb->dev->name);
	else
		netdev_warn(dev,
			    "loop: stage 2 of %pI6c -> %pI6c, ingress %s, is routed to an nvi device again; a rule for the translated source is missing\n",
			    &ipv6_hdr(skb)->saddr, &ipv6_hdr(skb)->daddr,
			    skb->dev->name);
}

/**
 * nvi_drop_account() - count and trace a packet that another function drops
 * @skb: the packet, not yet freed
 * @dev: the nvi device that counts it
 * @reason: why
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_drop_account(const struct sk_buff *skb, struct net_device *dev,
		      enum nvi_drop reason)
{
	nvi_count_drop(dev, reason);
	trace_nvi_drop(dev, skb, reason);
}

/**
 * nvi_drop() - count, trace and free a packet
 * @skb: the packet; freed
 * @dev: the nvi device that counts it
 * @reason: why
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_drop(struct sk_buff *skb, struct net_device *dev,
	      enum nvi_drop reason)
{
	nvi_drop_account(skb, dev, reason);
	if (reason == NVI_DROP_LOOP)
		nvi_warn_loop(dev, skb);
	kfree_skb_reason(skb, nvi_skb_reason[reason]);
}
