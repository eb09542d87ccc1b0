/* SPDX-License-Identifier: GPL-2.0 */
/* Stage 2 that is routed into a VRF. */
#ifndef _NVI_VRF_H
#define _NVI_VRF_H

#include <net/dst.h>
#include <net/l3mdev.h>

#include "nvi.h"

/* vrf.c */
bool nvi_vrf_take_hop_slow(struct sk_buff *skb, const struct net_device *dev);

/**
 * nvi_vrf_take_hop() - decrement the TTL of a packet that is routed into a VRF
 * @skb: a packet in stage 2, with its dst, which is not local
 * @dev: the nvi device that re-injected it
 *
 * A VRF routes a packet again without decrementing the TTL, and lets conntrack
 * track what was untracked (vrf_nf_reset_ct()).  If the VRF's table then leads to
 * an nvi device, the packet looks like one in stage 1, and nvi_give_back_hop()
 * undoes the decrement of stage 2.  Without this second decrement the loop would
 * have no end.
 *
 * Context: BH disabled, RCU read side.
 * Return: false if there is no memory, and the packet must be dropped
 */
static inline bool nvi_vrf_take_hop(struct sk_buff *skb, const struct net_device *dev)
{
	return likely(!netif_is_l3_master(skb_dst_dev(skb))) ||
	       nvi_vrf_take_hop_slow(skb, dev);
}

#endif /* _NVI_VRF_H */
