/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage 2 that leads into a VRF.
 */
#ifndef _NVI_VRF_H
#define _NVI_VRF_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/l3mdev.h>

#include "nvi.h"

static noinline bool nvi_pay_vrf_slow(struct sk_buff *skb,
				      const struct net_device *dev)
{
	const struct nvi_dev *nvi = netdev_priv(dev);

	if (rcu_dereference_bh(nvi->config)->hops != NVI_HOPS_ONE)
		return true;
	if (skb_cow_head(skb, 0))
		return false;
	/* at 1, forwarding it is the end of it */
	if (skb->protocol == htons(ETH_P_IP)) {
		if (ip_hdr(skb)->ttl > 1)
			ip_decrease_ttl(ip_hdr(skb));
	} else if (ipv6_hdr(skb)->hop_limit > 1) {
		ipv6_hdr(skb)->hop_limit--;
	}
	return true;
}

/**
 * nvi_pay_vrf() - take a hop for the way into a VRF
 * @skb: a packet in stage 2, with its dst, which is not local
 * @dev: the nvi device that put it there
 *
 * A VRF routes anew what is routed to it, without taking a hop, and has conntrack look
 * at what was untracked (vrf_nf_reset_ct()).  Should its table lead to an nvi device,
 * nothing tells that packet from one in stage 1, and it is given back the hop that
 * stage 2 has taken: for ever, but for this.
 *
 * Context: BH disabled, RCU read side.
 * Return: false if there is no memory, and the packet must be dropped
 */
static inline bool nvi_pay_vrf(struct sk_buff *skb, const struct net_device *dev)
{
	return likely(!netif_is_l3_master(skb_dst_dev(skb))) ||
	       nvi_pay_vrf_slow(skb, dev);
}

#endif /* _NVI_VRF_H */
