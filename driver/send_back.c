// SPDX-License-Identifier: GPL-2.0
/*
 * Mode reflect: send a packet out of the egress device, to a link-layer address, as
 * ip_finish_output2() does, but without a neighbour entry.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <net/ip.h>

#include "nvi.h"
#include "record.h"
#include "stats.h"
#include "trace.h"

static noinline bool nvi_put_other_header(struct sk_buff *skb,
					  struct net_device *out, u64 lladdr)
{
	u8 to[ETH_ALEN];

	nvi_lladdr_put(to, lladdr);
	return dev_hard_header(skb, out, ntohs(skb->protocol), to, NULL,
			       skb->len) >= 0;
}

/*
 * Write the link-layer header.  For Ethernet itself, this inlines eth_header().
 * Other devices (VLANs) have their own function.
 */
static __always_inline bool
nvi_put_header(struct sk_buff *skb, struct net_device *out, u64 lladdr)
{
	const struct header_ops *ops = out->header_ops;
	struct ethhdr *eth;

	if (unlikely(!ops || ops->create != eth_header))
		return nvi_put_other_header(skb, out, lladdr);
	eth = __skb_push(skb, ETH_HLEN);	/* skb_cow_head() made room */
	nvi_lladdr_put(eth->h_dest, lladdr);
	ether_addr_copy(eth->h_source, out->dev_addr);
	eth->h_proto = skb->protocol;
	return true;
}

/**
 * nvi_send_back() - send a packet out of the egress device
 * @skb: a packet that fits the device's MTU
 * @dev: the nvi device
 * @out: the egress device
 * @lladdr: link-layer address of the destination, for nvi_lladdr_put(); used if
 *	@out is an Ethernet device
 *
 * A GSO packet stays whole here; the features of @out decide whether it is
 * segmented.  Each fragment or segment from too_big.c is counted as a packet.
 *
 * Context: BH disabled, RCU read side.
 * Return: NVI_NO_DROP if the packet is consumed, else the reason to drop it
 */
enum nvi_drop nvi_send_back(struct sk_buff *skb, struct net_device *dev,
			    struct net_device *out, u64 lladdr)
{
	enum nvi_count how = skb->protocol == htons(ETH_P_IP) ?
			     NVI_COUNT_REFLECT4 : NVI_COUNT_REFLECT6;
	unsigned int len = skb->len;
	int err;

	if (unlikely(skb_cow_head(skb, LL_RESERVED_SPACE(out))))
		return NVI_DROP_NO_MEMORY;
	trace_nvi_reflect(dev, skb, out, lladdr);
	skb->dev = out;
	if (likely(out->type == ARPHRD_ETHER) &&
	    unlikely(!nvi_put_header(skb, out, lladdr)))
		return NVI_DROP_EGRESS;
	err = dev_queue_xmit(skb);
	if (likely(net_xmit_eval(err) == 0))
		nvi_count_packet(netdev_priv(dev), how, len, true, false);
	else
		nvi_count_drop(dev, NVI_DROP_EGRESS);	/* dev_queue_xmit() has freed the packet */
	return NVI_NO_DROP;
}
