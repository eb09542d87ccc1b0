// SPDX-License-Identifier: GPL-2.0
/*
 * Stage 2 for IPv6: the routing decision, by the address that the packet has been
 * given, and what comes of it is counted.
 */
#include <linux/ipv6.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>

#include "decide6.h"
#include "fast.h"
#include "nvi.h"
#include "straight.h"
#include "vrf.h"

#if IS_ENABLED(CONFIG_IPV6)

/*
 * Back to an nvi device?  What is multicast or link-local, such as the router
 * solicitations of the device's own, cannot be forwarded anyway; all else has
 * missed its from rule.
 */
static enum nvi_count nvi_loop6(const struct sk_buff *skb)
{
	const struct ipv6hdr *hdr = ipv6_hdr(skb);

	if (ipv6_addr_is_multicast(&hdr->daddr) ||
	    ipv6_addr_type(&hdr->daddr) & IPV6_ADDR_LINKLOCAL ||
	    ipv6_addr_type(&hdr->saddr) & IPV6_ADDR_LINKLOCAL)
		return NVI_DROP_MULTICAST;
	return NVI_DROP_LOOP;
}

/* Decide anew, see nvi_lookup6(), and remember it. */
static noinline struct dst_entry *
nvi_decide_anew6(struct net *net, struct sk_buff *skb, struct nvi_percpu *pc,
		 u64 epoch, bool *simple)
{
	const struct nvi_flow6 flow = nvi_flow6(ipv6_hdr(skb),
						skb->dev->ifindex, skb->mark);
	struct dst_entry *dst;
	bool keep;

	dst = nvi_lookup6(net, skb, skb->dev, &flow, &keep);
	*simple = nvi_vet6(net, skb->dev, &flow, dst);
	if (keep)
		nvi_decide6(pc, &flow, epoch, dst, *simple);
	return dst;
}

static struct dst_entry *nvi_route6(struct net *net, struct sk_buff *skb,
				    struct nvi_net *nn, bool *simple)
{
	struct nvi_percpu *pc = this_cpu_ptr(nn->percpu);
	u64 epoch = nvi_epoch6(net, nn);

	return nvi_decided6(pc, ipv6_hdr(skb), skb->dev->ifindex, skb->mark,
			    epoch, simple) ?:
	       nvi_decide_anew6(net, skb, pc, epoch, simple);
}

/* What the kernel is to decide, or to tell the sender */
static int nvi_stock_input6(struct sk_buff *skb, struct net_device *nvi)
{
	if (unlikely(nvi_is_device(skb_dst_dev(skb)))) {
		nvi_drop(skb, nvi, nvi_loop6(skb));
		return NET_RX_DROP;
	}
	/*
	 * Out where it came in: a hairpin. No redirect, it would tell a host
	 * about an address it has never sent from; ip6_forward() compares the
	 * two interfaces to find out.
	 */
	if (unlikely(skb_dst_dev(skb) == skb->dev))
		IP6CB(skb)->iif = nvi->ifindex;
	if (unlikely(!(dst_rt6_info(skb_dst(skb))->rt6i_flags & RTF_LOCAL) &&
		     !nvi_pay_vrf(skb, nvi))) {
		nvi_drop(skb, nvi, NVI_DROP_NO_MEMORY);
		return NET_RX_DROP;
	}
	/* ip6_pkt_discard() tells the sender and drops */
	if (unlikely(skb_dst(skb)->error))
		nvi_drop_told(skb, nvi, NVI_DROP_NO_ROUTE);
	return dst_input(skb);
}

/**
 * nvi_input6() - route a packet's second stage
 * @skb: a re-injected packet behind PRE_ROUTING, with a gate's dst
 *
 * Context: BH disabled, RCU read side.
 * Return: what the next input function returns; the packet has gone
 */
int nvi_input6(struct sk_buff *skb)
{
	struct net_device *nvi = skb_dst_dev(skb);
	struct net *net = dev_net(skb->dev);
	struct dst_entry *dst;
	bool simple;
	int ret;

	if (unlikely(nvi_strayed(nvi, net))) {
		nvi_drop(skb, nvi, NVI_DROP_NO_INGRESS);
		return NET_RX_DROP;
	}
	skb_reset_redirect(skb);
	/* ip6_rcv_core() took it from the gate's inet6_dev, which is lo's */
	IP6CB(skb)->iif = skb->dev->ifindex;

	dst = nvi_route6(net, skb,
			 ((const struct nvi_dev *)netdev_priv(nvi))->nn,
			 &simple);
	skb_dst_drop(skb);
	skb_dst_set_noref(skb, dst);
	if (unlikely(rcu_access_pointer(((struct nvi_dev *)netdev_priv(nvi))->fast))) {
		nvi_fast_begin(netdev_priv(nvi), skb);
		ret = nvi_stock_input6(skb, nvi);
		nvi_fast_end(netdev_priv(nvi), skb);
		return ret;
	}
	if (likely(simple && nvi_forward6(skb)))
		return NET_RX_SUCCESS;
	return nvi_stock_input6(skb, nvi);
}

#endif /* CONFIG_IPV6 */
