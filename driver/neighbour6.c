// SPDX-License-Identifier: GPL-2.0
/*
 * One IPv6 neighbour for all destinations.
 *
 * An nvi device has no link-layer addresses, but the stack still sends each packet
 * to a neighbour, by the address of its next hop.  IPv4 uses one neighbour for all
 * destinations of a point-to-point device.  IPv6 uses one for each destination of
 * a route without a gateway, in a table for 1,024 that all interfaces and
 * namespaces share.  In mode reflect, remote hosts choose the destinations.  So
 * such a packet gets another route at the end of POST_ROUTING, which differs from
 * its own only in that it has a gateway.
 */
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/xfrm.h>

#include "nvi.h"

#if IS_ENABLED(CONFIG_IPV6)

/**
 * nvi_neighbour6_make() - allocate the route with a gateway of a new device
 * @dev: the nvi device
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM
 */
int nvi_neighbour6_make(struct net_device *dev)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	struct rt6_info *rt;

	if (!dev_net(dev)->ipv6.devconf_all)
		return 0;	/* IPv6 is disabled: ipv6.disable=1 */
	rt = ip6_dst_alloc(dev_net(dev), dev, DST_NOPOLICY | DST_NOXFRM);
	if (!rt)
		return -ENOMEM;
	rt->rt6i_flags = RTF_UP | RTF_GATEWAY;
	/* fe80::, the subnet-router anycast address, which no host has (RFC 4291, 2.6.1) */
	rt->rt6i_gateway.s6_addr32[0] = htonl(0xfe800000);
	rt->dst.output = ip6_output;
	nvi->neighbour6 = &rt->dst;
	return 0;
}

/**
 * nvi_neighbour6_put() - put the route with a gateway
 * @nvi: a device that does not transmit any more
 *
 * Context: RTNL.
 */
void nvi_neighbour6_put(struct nvi_dev *nvi)
{
	if (!nvi->neighbour6)
		return;
	dst_dev_put(nvi->neighbour6);
	dst_release(nvi->neighbour6);
}

/**
 * nvi_neighbour6_use() - give a packet the route with a gateway
 * @skb: an IPv6 packet at the end of POST_ROUTING
 * @dev: the nvi device that it leaves by
 *
 * A route that transforms or encapsulates the packet is kept.  So is an exception
 * route with a smaller MTU, by which the router's own packets are fragmented.
 *
 * Context: RCU read side.
 */
void nvi_neighbour6_use(struct sk_buff *skb, const struct net_device *dev)
{
	struct dst_entry *to = ((const struct nvi_dev *)netdev_priv(dev))->neighbour6;
	const struct dst_entry *dst = skb_dst(skb);

	if (!to || dst_xfrm(dst) || dst->lwtstate || dst->dev != dev ||
	    dst_rt6_info(dst)->rt6i_flags & (RTF_GATEWAY | RTF_CACHE))
		return;
	skb_dst_drop(skb);
	skb_dst_set_noref(skb, to);
}

#else

int nvi_neighbour6_make(struct net_device *dev)
{
	return 0;
}

void nvi_neighbour6_put(struct nvi_dev *nvi)
{
}

void nvi_neighbour6_use(struct sk_buff *skb, const struct net_device *dev)
{
}

#endif /* CONFIG_IPV6 */
