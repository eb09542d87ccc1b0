// SPDX-License-Identifier: GPL-2.0
/*
 * The end of stage 1: transmission by an nvi device.  The packet has been routed
 * to the device and has passed POST_ROUTING, so it is translated.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>

#include "nvi.h"

/* Check that the IP header is complete and of the version in skb->protocol. */
static enum nvi_drop nvi_check(struct sk_buff *skb, u8 *pf)
{
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		*pf = NFPROTO_IPV4;
		if (!pskb_network_may_pull(skb, sizeof(struct iphdr)) ||
		    ip_hdr(skb)->version != 4)
			return NVI_DROP_MALFORMED;
		return NVI_NO_DROP;
	case htons(ETH_P_IPV6):
		*pf = NFPROTO_IPV6;
		if (!pskb_network_may_pull(skb, sizeof(struct ipv6hdr)) ||
		    ipv6_hdr(skb)->version != 6)
			return NVI_DROP_MALFORMED;
		return NVI_NO_DROP;
	default:
		return NVI_DROP_NOT_IP;
	}
}

/**
 * nvi_xmit() - ndo_start_xmit: reinject or reflect a packet
 * @skb: a packet that was routed to the device; consumed
 * @dev: the nvi device
 *
 * Context: BH disabled, RCU read side.
 * Return: NETDEV_TX_OK
 */
netdev_tx_t nvi_xmit(struct sk_buff *skb, struct net_device *dev)
{
	const struct nvi_dev *nvi = netdev_priv(dev);
	const struct nvi_config *config = rcu_dereference_bh(nvi->config);
	enum nvi_drop reason;
	u8 pf;

	reason = nvi_check(skb, &pf);
	if (likely(!reason))
		reason = config->mode == NVI_MODE_REFLECT ?
			 nvi_reflect(skb, dev, config, pf) :
			 nvi_reinject(skb, dev, config, pf);
	if (unlikely(reason))
		nvi_drop(skb, dev, reason);
	return NETDEV_TX_OK;
}
