// SPDX-License-Identifier: GPL-2.0
/*
 * Mode direct for IPv6: what ip6_rcv_core() and ip6_forward() would look at.
 */
#include <net/addrconf.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/ndisc.h>
#include <net/neighbour.h>

#include "direct.h"
#include "ingress.h"
#include "nvi.h"

#if IS_ENABLED(CONFIG_IPV6)

static bool nvi_plain_address6(const struct in6_addr *addr)
{
	int type = ipv6_addr_type(addr);

	return type & IPV6_ADDR_UNICAST &&
	       !(type & (IPV6_ADDR_LOOPBACK | IPV6_ADDR_LINKLOCAL));
}

static bool nvi_plain6(const struct net *net, const struct sk_buff *skb)
{
	const struct ipv6_devconf *all = net->ipv6.devconf_all;
	const struct ipv6hdr *hdr = ipv6_hdr(skb);

	return READ_ONCE(all->forwarding) && !READ_ONCE(all->proxy_ndp) &&
	       hdr->nexthdr != NEXTHDR_HOP &&
	       nvi_plain_address6(&hdr->saddr) &&
	       nvi_plain_address6(&hdr->daddr);
}

/* (IPv6 routes from the VRF of a port, and has hooks called for both) */
static bool nvi_plain_ingress6(const struct net_device *in)
{
	const struct inet6_dev *idev = __in6_dev_get(in);

	return netif_running(in) && idev && !READ_ONCE(idev->cnf.disable_ipv6) &&
	       !netif_is_l3_slave(in) && !netif_is_l3_master(in) &&
	       !netif_has_l3_rx_handler(in);
}

static bool nvi_plain_route6(struct dst_entry *dst)
{
	const struct rt6_info *rt = dst_rt6_info(dst);
	const struct inet6_dev *idev = ip6_dst_idev(dst);

	return !dst->error && !dst->lwtstate &&
	       !(rt->rt6i_flags & (RTF_LOCAL | RTF_ANYCAST | RTF_REJECT)) &&
	       idev && !READ_ONCE(idev->cnf.disable_ipv6) &&
	       !(dst->dev->flags & IFF_LOOPBACK) &&
	       !netif_is_l3_master(dst->dev) &&	/* see nvi_pay_vrf() */
	       !nvi_is_device(dst->dev);
}

/**
 * nvi_out6() - send an IPv6 packet to its next hop
 * @net: not used: as netfilter calls it
 * @sk: not used
 * @skb: the packet, with its dst and the headroom that the device wants
 *
 * Context: BH disabled, see nvi_out4().
 * Return: as of dev_queue_xmit()
 */
int nvi_out6(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	const struct in6_addr *nexthop;
	struct neighbour *neigh;
	int ret;

	rcu_read_lock();
	nexthop = rt6_nexthop(dst_rt6_info(skb_dst(skb)),
			      &ipv6_hdr(skb)->daddr);
	neigh = ip_neigh_gw6(skb->dev, nexthop);
	if (!IS_ERR(neigh)) {
		ret = neigh_output(neigh, skb, false);
	} else {
		kfree_skb_reason(skb, SKB_DROP_REASON_NOT_SPECIFIED);
		ret = PTR_ERR(neigh);
	}
	rcu_read_unlock();
	return ret;
}

static bool nvi_way6(struct net *net, struct sk_buff *skb, struct nvi_way *way)
{
	struct net_device *in = dev_get_by_index_rcu(net, way->iif);

	if (!in || !nvi_plain_ingress6(in))
		return false;
	way->dst = nvi_lookup6(net, skb, in, way->mark);
	if (!nvi_plain_route6(way->dst))
		return false;
	way->mtu = max_t(u32, IPV6_MIN_MTU,
			 ip6_dst_mtu_maybe_forward(way->dst, true));
	return true;
}

/**
 * nvi_direct6() - stage 2 of an IPv6 packet without another trip
 * @skb: the packet, with a whole IP header
 * @dev: the nvi device
 * @config: its settings
 *
 * Context: BH disabled, RCU read side.
 * Return: true, and the packet has gone; or false, it is as it was and not for
 *	this mode
 */
bool nvi_direct6(struct sk_buff *skb, struct net_device *dev,
		 const struct nvi_config *config)
{
	struct net *net = dev_net(dev);
	struct nvi_way way = {
		.iif = nvi_ingress(skb, dev, config, NULL),
		.mark = (skb->mark & ~config->mask) | config->mark,
	};
	bool found;

	if (config->replay != NVI_REPLAY_OFF || secpath_exists(skb) ||
	    nvi_ipsec(net) || !nvi_plain6(net, skb))
		return false;
	rcu_read_lock();
	found = nvi_way6(net, skb, &way);
	rcu_read_unlock();
	return found && nvi_send(skb, dev, config, NVI_REINJECT6, &way,
				 nvi_out6);
}

#endif /* CONFIG_IPV6 */
