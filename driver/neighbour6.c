// SPDX-License-Identifier: GPL-2.0
/*
 * One IPv6 neighbour for all destinations.
 *
 * An nvi device has no link-layer addresses, but a packet that leaves by it is sent to a
 * neighbour all the same, by its next hop's address.  IPv4 has one neighbour for all of
 * a point-to-point device.  IPv6 has one for each destination of a route without a gateway,
 * in a table that all interfaces and namespaces share, with room for 1,024; in mode reflect,
 * strangers choose the destinations.  So, at the end of POST_ROUTING, such a packet gets
 * another route, which differs from its own in one thing: it has a gateway.
 */
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/xfrm.h>

#include "nvi.h"

#if IS_ENABLED(CONFIG_IPV6)

/**
 * nvi_neighbour6_make() - make the route of a new device
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
		return 0;	/* no IPv6 here: ipv6.disable=1 */
	rt = ip6_dst_alloc(dev_net(dev), dev, DST_NOPOLICY | DST_NOXFRM);
	if (!rt)
		return -ENOMEM;
	rt->rt6i_flags = RTF_UP | RTF_GATEWAY;
	/* fe80::, the subnet-router anycast address: no host has it (RFC 4291, 2.6.1) */
	rt->rt6i_gateway.s6_addr32[0] = htonl(0xfe800000);
	rt->dst.output = ip6_output;
	nvi->neighbour6 = &rt->dst;
	return 0;
}

/**
 * nvi_neighbour6_put() - let go of it
 * @nvi: a device that sends no packet any more
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
 * A route that makes something else of the packet stays, and so does an exception
 * for a smaller MTU, by which the router's own packets are still to be fragmented.
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
