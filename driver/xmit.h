/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The end of stage 1, for those who hand packets to the device: what becomes of one
 * is the device's mode.  Inline: this is every packet's way.
 */
#ifndef _NVI_XMIT_H
#define _NVI_XMIT_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>

#include "nvi.h"

/* Is there a whole IP header, of the family that skb->protocol says? */
static inline enum nvi_count nvi_check(struct sk_buff *skb)
{
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		if (!pskb_network_may_pull(skb, sizeof(struct iphdr)) ||
		    ip_hdr(skb)->version != 4)
			return NVI_DROP_MALFORMED;
		return NVI_REINJECT4;
	case htons(ETH_P_IPV6):
		if (!pskb_network_may_pull(skb, sizeof(struct ipv6hdr)) ||
		    ipv6_hdr(skb)->version != 6)
			return NVI_DROP_MALFORMED;
		return NVI_REINJECT6;
	default:
		return NVI_DROP_NOT_IP;
	}
}

static inline bool nvi_direct(struct sk_buff *skb, struct net_device *dev,
			      const struct nvi_config *config,
			      enum nvi_count family)
{
	if (likely(family == NVI_REINJECT4))
		return nvi_direct4(skb, dev, config);
	return IS_ENABLED(CONFIG_IPV6) && nvi_direct6(skb, dev, config);
}

/**
 * nvi_hand_over() - from stage 1 to where the mode says
 * @skb: a packet that was routed to the device, and is gone afterwards
 * @dev: the nvi device
 *
 * Context: BH disabled, RCU read side.
 */
static __always_inline void nvi_hand_over(struct sk_buff *skb,
					  struct net_device *dev)
{
	const struct nvi_dev *nvi = netdev_priv(dev);
	const struct nvi_config *config = rcu_dereference_bh(nvi->config);
	enum nvi_count family, reason;

	family = nvi_check(skb);
	if (unlikely(family >= NVI_DROP_FIRST))
		reason = family;
	else if (config->mode == NVI_MODE_REFLECT)
		reason = nvi_reflect(skb, dev, config, family);
	else if (config->mode == NVI_MODE_DIRECT &&
		 nvi_direct(skb, dev, config, family))
		reason = 0;
	else
		reason = nvi_reinject(skb, dev, config, family);
	if (unlikely(reason))
		nvi_drop(skb, dev, reason);
}

#endif /* _NVI_XMIT_H */
