// SPDX-License-Identifier: GPL-2.0
/*
 * Mode reflect: out by a device, to a link-layer address; what ip_finish_output2() does,
 * without a neighbour.
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
 * The link-layer header: of Ethernet itself, as eth_header() would make it, without the
 * way there; VLANs and the like have their own.
 */
static __always_inline bool
nvi_put_header(struct sk_buff *skb, struct net_device *out, u64 lladdr)
{
	const struct header_ops *ops = out->header_ops;
	struct ethhdr *eth;

	if (unlikely(!ops || ops->create != eth_header))
		return nvi_put_other_header(skb, out, lladdr);
	eth = __skb_push(skb, ETH_HLEN);	/* there is room: skb_cow_head() */
	nvi_lladdr_put(eth->h_dest, lladdr);
	ether_addr_copy(eth->h_source, out->dev_addr);
	eth->h_proto = skb->protocol;
	return true;
}

/**
 * nvi_send_back() - give a packet to the device that it shall leave by
 * @skb: a packet that fits the device's MTU
 * @dev: the nvi device
 * @out: the device
 * @lladdr: the destination's link-layer address, where @out has such, for
 *	nvi_lladdr_put()
 *
 * What GSO made big stays whole until here, and @out's features decide.  A
 * fragment or a segment is counted as a packet of its own.
 *
 * Context: BH disabled, RCU read side.
 * Return: NVI_NO_DROP, and the packet has gone; or why it must be dropped
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
		nvi_count_drop(dev, NVI_DROP_EGRESS);	/* it freed the packet */
	return NVI_NO_DROP;
}
