// SPDX-License-Identifier: GPL-2.0
/*
 * Stage 2 of IPv6: route a packet by its translated address, with the kernel's
 * own lookup and forwarding.  Drops are counted here.
 */
#include <linux/ipv6.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>

#include "stage2.h"
#include "vrf.h"

#if IS_ENABLED(CONFIG_IPV6)

/*
 * The reason to drop a packet whose stage-2 route leads to an nvi device.
 * Multicast and link-local packets, such as the device's own router
 * solicitations, cannot be forwarded anyway.  For all others, a `from` rule is
 * missing.
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
 * Look up the stage-2 route, as ip6_route_input() does.  The kernel exports this
 * lookup, and does not validate IPv6 sources.
 *
 * Return: a dst that is valid until the end of the RCU read side
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

static enum nvi_drop nvi_check6(struct sk_buff *skb, struct net_device *nvi)
{
	if (unlikely(nvi_is_device(skb_dst_dev(skb))))
		return nvi_loop6(skb);
	if (unlikely(!(dst_rt6_info(skb_dst(skb))->rt6i_flags & RTF_LOCAL) &&
		     !nvi_vrf_take_hop(skb, nvi)))
		return NVI_DROP_NO_MEMORY;
	return NVI_NO_DROP;
}

/**
 * nvi_input6() - route a packet in stage 2
 * @skb: a re-injected packet behind PRE_ROUTING, with a gate's dst; consumed
 *
 * Context: BH disabled, RCU read side.
 * Return: the result of the dst's input function, or NET_RX_DROP
 */
int nvi_input6(struct sk_buff *skb)
{
	struct net_device *nvi = skb_dst_dev(skb);
	struct net *net = dev_net(skb->dev);
	enum nvi_drop reason = NVI_DROP_NO_INGRESS;
	struct dst_entry *dst;

	if (unlikely(nvi_left_netns(nvi, net)))
		goto drop;
	skb_reset_redirect(skb);
	/* ip6_rcv_core() has set it to the gate's inet6_dev, which is lo's */
	IP6CB(skb)->iif = skb->dev->ifindex;

	dst = nvi_lookup6(net, skb);
	skb_dst_drop(skb);
	skb_dst_set_noref(skb, dst);
	reason = nvi_check6(skb, nvi);
	if (unlikely(reason))
		goto drop;
	/*
	 * The packet leaves by its ingress.  ip6_forward() sends a redirect if the two
	 * interfaces are equal.  Prevent that: it would tell a host about an address
	 * that it never sent from.
	 */
	if (unlikely(dst->dev == skb->dev))
		IP6CB(skb)->iif = nvi->ifindex;
	/* ip6_pkt_discard() sends the ICMP error and drops the packet */
	if (unlikely(dst->error))
		nvi_drop_account(skb, nvi, NVI_DROP_NO_ROUTE);
	return dst_input(skb);

drop:
	nvi_drop(skb, nvi, reason);
	return NET_RX_DROP;
}

#endif /* CONFIG_IPV6 */
