/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage 2 that leads into a VRF.
 */
#ifndef _NVI_VRF_H
#define _NVI_VRF_H

#include <net/dst.h>
#include <net/l3mdev.h>

#include "nvi.h"

/* vrf.c */
bool nvi_pay_vrf_slow(struct sk_buff *skb, const struct net_device *dev);

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
