// SPDX-License-Identifier: GPL-2.0
/*
 * Stage 2 of IPv4 begins: route a packet by its translated address.  Called as
 * dst_input() of the gate (gate.c), at the point where ip_rcv_finish() has just
 * routed any other packet.
 *
 * The decision is that of ip_route_input_slow(), with rules and marks, but
 * without validation of the source.  Only packets without IP options, between
 * unicast addresses, are forwarded here.  All others take the kernel's own input
 * routing, with its checks.
 */
#include <linux/inetdevice.h>
#include <net/ip.h>
#include <net/route.h>

#include "stage2.h"
#include "stats.h"
#include "vrf.h"

/*
 * The ingress interface of the lookup.  For a port of a VRF, skb->dev is the VRF
 * by now, but ip_rcv_finish() routes by the port (IPv6 does not).
 */
static struct net_device *nvi_iif4(struct net *net, const struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;

	if (unlikely(netif_is_l3_master(dev)))
		dev = dev_get_by_index_rcu(net, IPCB(skb)->iif) ?: dev;
	return dev;
}

static bool nvi_plain_address4(__be32 addr)
{
	return !ipv4_is_multicast(addr) && !ipv4_is_lbcast(addr) &&
	       !ipv4_is_zeronet(addr) && !ipv4_is_loopback(addr);
}

/*
 * True for a packet without IP options, between unicast addresses, that arrives at
 * an interface with forwarding enabled.
 */
static bool nvi_plain4(const struct sk_buff *skb, const struct net_device *in)
{
	struct in_device *in_dev = __in_dev_get_rcu(in);
	const struct iphdr *iph = ip_hdr(skb);

	return in_dev && IN_DEV_FORWARD(in_dev) && iph->ihl == 5 &&
	       nvi_plain_address4(iph->saddr) && nvi_plain_address4(iph->daddr);
}

/* Use the kernel's input routing: local, broadcast, unreachable, prohibited, ... */
static int nvi_stock_input4(struct sk_buff *skb, struct net_device *in,
			    struct net_device *nvi)
{
	const struct iphdr *iph = ip_hdr(skb);

	skb_dst_drop(skb);
	nvi_count(nvi, NVI_COUNT_STOCK_ROUTE);
	if (ip_route_input_noref(skb, iph->daddr, iph->saddr, ip4h_dscp(iph),
				 in)) {
		nvi_drop(skb, nvi, NVI_DROP_MARTIAN);
		return NET_RX_DROP;
	}
	if (unlikely(nvi_is_device(skb_dst_dev(skb)))) {
		nvi_drop(skb, nvi, NVI_DROP_LOOP);
		return NET_RX_DROP;
	}
	if (unlikely(skb_rtable(skb)->rt_type == RTN_UNICAST &&
		     !nvi_vrf_take_hop(skb, nvi))) {
		nvi_drop(skb, nvi, NVI_DROP_NO_MEMORY);
		return NET_RX_DROP;
	}
	/* ip_error() sends the ICMP error and drops the packet */
	if (skb_dst(skb)->error)
		nvi_drop_account(skb, nvi, NVI_DROP_NO_ROUTE);
	return dst_input(skb);
}

/**
 * nvi_input4() - route a packet in stage 2
 * @skb: a re-injected packet behind PRE_ROUTING, with a gate's dst; consumed
 *
 * Context: BH disabled, RCU read side.
 * Return: NET_RX_SUCCESS or NET_RX_DROP
 */
int nvi_input4(struct sk_buff *skb)
{
	struct net_device *nvi = skb_dst_dev(skb);
	struct net *net = dev_net(skb->dev);
	struct net_device *in = nvi_iif4(net, skb);
	enum nvi_drop reason = NVI_DROP_NO_INGRESS;
	struct rtable *rt;

	if (unlikely(nvi_left_netns(nvi, net)))
		goto drop;
	skb_reset_redirect(skb);
	if (unlikely(!nvi_plain4(skb, in)))
		return nvi_stock_input4(skb, in, nvi);
	rt = nvi_lookup4(net, skb, in, nvi_dev_net(nvi)->routes);
	if (IS_ERR(rt)) {
		if (rt == ERR_PTR(-ENOENT))
			return nvi_stock_input4(skb, in, nvi);
		reason = rt == ERR_PTR(-ELOOP) ? NVI_DROP_LOOP :
						 NVI_DROP_NO_MEMORY;
		goto drop;
	}
	skb_dst_drop(skb);
	skb_dst_set_noref(skb, &rt->dst);
	reason = NVI_DROP_NO_MEMORY;
	if (unlikely(!nvi_vrf_take_hop(skb, nvi)))
		goto drop;
	return nvi_forward4(skb, nvi);

drop:
	nvi_drop(skb, nvi, reason);
	return NET_RX_DROP;
}
