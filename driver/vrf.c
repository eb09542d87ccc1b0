// SPDX-License-Identifier: GPL-2.0
/* Stage 2 that is routed into a VRF. */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>

#include "vrf.h"

/**
 * nvi_vrf_take_hop_slow() - nvi_vrf_take_hop() for a packet that is routed into a VRF
 * @skb: the packet
 * @dev: the nvi device that re-injected it
 *
 * Return: false if there is no memory
 */
bool nvi_vrf_take_hop_slow(struct sk_buff *skb, const struct net_device *dev)
{
	const struct nvi_dev *nvi = netdev_priv(dev);

	if (rcu_dereference_bh(nvi->config)->hops != NVI_HOPS_ONE)
		return true;
	if (skb_cow_head(skb, 0))
		return false;
	/* forwarding drops a packet whose TTL is 1 */
	if (skb->protocol == htons(ETH_P_IP)) {
		if (ip_hdr(skb)->ttl > 1)
			ip_decrease_ttl(ip_hdr(skb));
	} else if (ipv6_hdr(skb)->hop_limit > 1) {
		ipv6_hdr(skb)->hop_limit--;
	}
	return true;
}
