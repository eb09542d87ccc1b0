// SPDX-License-Identifier: GPL-2.0
/*
 * Stage 2 for IPv6: the routing decision, by the address that the packet has been
 * given, and what comes of it is counted.
 */
#include <linux/ipv6.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>

#include "stage2.h"
#include "vrf.h"

#if IS_ENABLED(CONFIG_IPV6)

/*
 * Back to an nvi device?  What is multicast or link-local, such as the router
 * solicitations of the device's own, cannot be forwarded anyway; all else has
 * missed its from rule.
 */
static enum nvi_drop nvi_loop6(const struct sk_buff *skb)
{
	const struct ipv6hdr *hdr = ipv6_hdr(skb);

	if (ipv6_addr_is_multicast(&hdr->daddr) ||
	    ipv6_addr_type(&hdr->daddr) & IPV6_ADDR_LINKLOCAL ||
	    ipv6_addr_type(&hdr->saddr) & IPV6_ADDR_LINKLOCAL)
		return NVI_DROP_MULTICAST;
	return NVI_DROP_LOOP;
}

/*
 * The kernel does not validate IPv6 sources and exports its look-up, so this is
 * ip6_route_input().  Return: a dst that is good until the end of the RCU read side
 */
static struct dst_entry *nvi_lookup6(struct net *net, struct sk_buff *skb)
{
	const struct ipv6hdr *hdr = ipv6_hdr(skb);
	struct flow_keys keys;
	struct flowi6 fl6 = {
		.flowi6_iif = skb->dev->ifindex,
		.daddr = hdr->daddr,
		.saddr = hdr->saddr,
		.flowlabel = ip6_flowinfo(hdr),
		.flowi6_mark = skb->mark,
		.flowi6_proto = hdr->nexthdr,
	};

	fib6_rules_early_flow_dissect(net, skb, &fl6, &keys);
	return ip6_route_input_lookup(net, skb->dev, &fl6, skb,
				      RT6_LOOKUP_F_HAS_SADDR |
				      RT6_LOOKUP_F_DST_NOREF);
}

static enum nvi_drop nvi_vet6(struct sk_buff *skb, struct net_device *nvi)
{
	if (unlikely(nvi_is_device(skb_dst_dev(skb))))
		return nvi_loop6(skb);
	if (unlikely(!(dst_rt6_info(skb_dst(skb))->rt6i_flags & RTF_LOCAL) &&
		     !nvi_pay_vrf(skb, nvi)))
		return NVI_DROP_NO_MEMORY;
	return NVI_NO_DROP;
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
	enum nvi_drop reason = NVI_DROP_NO_INGRESS;
	struct dst_entry *dst;

	if (unlikely(nvi_strayed(nvi, net)))
		goto drop;
	skb_reset_redirect(skb);
	/* ip6_rcv_core() took it from the gate's inet6_dev, which is lo's */
	IP6CB(skb)->iif = skb->dev->ifindex;

	dst = nvi_lookup6(net, skb);
	skb_dst_drop(skb);
	skb_dst_set_noref(skb, dst);
	reason = nvi_vet6(skb, nvi);
	if (unlikely(reason))
		goto drop;
	/*
	 * Out where it came in: a hairpin. No redirect, it would tell a host
	 * about an address it has never sent from; ip6_forward() compares the
	 * two interfaces to find out.
	 */
	if (unlikely(dst->dev == skb->dev))
		IP6CB(skb)->iif = nvi->ifindex;
	/* ip6_pkt_discard() tells the sender and drops */
	if (unlikely(dst->error))
		nvi_drop_told(skb, nvi, NVI_DROP_NO_ROUTE);
	return dst_input(skb);

drop:
	nvi_drop(skb, nvi, reason);
	return NET_RX_DROP;
}

#endif /* CONFIG_IPV6 */
