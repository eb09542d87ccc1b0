/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where stage 2 begins.
 */
#ifndef _NVI_INGRESS_H
#define _NVI_INGRESS_H

#include <linux/skbuff.h>

#include "nvi.h"
#include "record.h"

/**
 * nvi_ingress() - where did it come in?
 * @skb: a packet that was routed to the device
 * @dev: the nvi device
 * @config: its settings
 * @lladdr: see nvi_record_ingress()
 *
 * A packet with a socket is the router's own: its connection may well know an
 * ingress (an ICMP error about somebody else's packet, say), but this packet did
 * not come in by it.  Without a record (flowtable, notrack, a connection older
 * than the device) skb_iif knows.
 *
 * Return: the ifindex of stage 2's ingress
 */
static inline unsigned int nvi_ingress(const struct sk_buff *skb,
				       const struct net_device *dev,
				       const struct nvi_config *config,
				       u64 *lladdr)
{
	unsigned int ifindex = 0;

	if (skb->sk || config->ingress != NVI_INGRESS_REAL)
		return dev->ifindex;
	if (skb_nfct(skb))
		ifindex = nvi_record_ingress(skb, lladdr);
	return ifindex ?: skb->skb_iif ?: dev->ifindex;
}

#endif /* _NVI_INGRESS_H */
