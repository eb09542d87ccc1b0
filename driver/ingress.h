/* SPDX-License-Identifier: GPL-2.0 */
/* The ingress interface of stage 2. */
#ifndef _NVI_INGRESS_H
#define _NVI_INGRESS_H

#include <linux/skbuff.h>

#include "nvi.h"
#include "record.h"

/**
 * nvi_ingress() - ingress interface of a packet in stage 2
 * @skb: a packet that was routed to the device
 * @dev: the nvi device
 * @config: its settings
 * @lladdr: see nvi_record_ingress()
 *
 * A packet with a socket is the router's own.  Its connection may have an ingress
 * (the packet may be an ICMP error about a forwarded packet), but this packet did
 * not arrive there.  A packet without a record (flowtable, notrack, a connection
 * older than the device) arrived at skb_iif.
 *
 * Return: ifindex of the interface
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
