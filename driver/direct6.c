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

#include "decide6.h"
#include "direct.h"
#include "ingress.h"
#include "nvi.h"
#include "plain6.h"

#if IS_ENABLED(CONFIG_IPV6)

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
 * nvi_out6_rcu() - send an IPv6 packet to its next hop
 * @skb: the packet, with its dst and the headroom that the device wants
 *
 * Context: BH disabled, RCU read side, of both kinds.
 * Return: as of dev_queue_xmit()
 */
int nvi_out6_rcu(struct sk_buff *skb)
{
	const struct in6_addr *nexthop;
	struct neighbour *neigh;

	nexthop = rt6_nexthop(dst_rt6_info(skb_dst(skb)),
			      &ipv6_hdr(skb)->daddr);
	neigh = ip_neigh_gw6(skb->dev, nexthop);
	if (!IS_ERR(neigh))
		return neigh_output(neigh, skb, false);
	kfree_skb_reason(skb, SKB_DROP_REASON_NOT_SPECIFIED);
	return PTR_ERR(neigh);
}

/**
 * nvi_out6() - ... from where there is less
 * @net: not used: as netfilter calls it
 * @sk: not used
 * @skb: the packet, with its dst and the headroom that the device wants
 *
 * Context: BH disabled, see nvi_out4().
 * Return: as of dev_queue_xmit()
 */
int nvi_out6(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	int ret;

	rcu_read_lock();
	ret = nvi_out6_rcu(skb);
	rcu_read_unlock();
	return ret;
}

/**
 * nvi_vet6() - is all that is left of a decision's way to find the neighbour?
 * @net: the namespace
 * @in: where packets that go this way come in for stage 2
 * @flow: what the decision depends on
 * @dst: where they go
 *
 * All that is asked here is the same until the epoch of the decision ends: the
 * notifier of net.c sees devices go up and down and change their masters, IPv6 that
 * is switched off takes routes along, and IPsec policies count as a change.
 *
 * Context: BH disabled, RCU read side.
 */
bool nvi_vet6(const struct net *net, const struct net_device *in,
	      const struct nvi_flow6 *flow, struct dst_entry *dst)
{
	return nvi_plain_ingress6(in) && !nvi_ipsec(net) &&
	       nvi_plain_address6(&flow->saddr) &&
	       nvi_plain_address6(&flow->daddr) && nvi_plain_route6(dst);
}

/* Decide anew.  Return: the way, or NULL if it is not simple */
static noinline struct dst_entry *
nvi_decide_way6(struct net *net, struct sk_buff *skb, u32 iif, u32 mark,
		struct nvi_percpu *pc, u64 epoch)
{
	struct net_device *in = dev_get_by_index_rcu(net, iif);
	const struct nvi_flow6 flow = nvi_flow6(ipv6_hdr(skb), iif, mark);
	struct dst_entry *dst;
	bool keep;

	if (!in)
		return NULL;
	dst = nvi_lookup6(net, skb, in, &flow, &keep);
	if (!nvi_vet6(net, in, &flow, dst))
		return NULL;
	if (keep)
		nvi_decide6(pc, &flow, epoch, dst, true);
	return dst;
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
	const struct nvi_dev *nvi = netdev_priv(dev);
	struct nvi_percpu *pc = this_cpu_ptr(nvi->nn->percpu);
	struct net *net = dev_net(dev);
	struct dst_entry *dst;
	bool direct = false;
	u32 iif, mark;
	u64 epoch;

	if (unlikely(config->replay != NVI_REPLAY_OFF || secpath_exists(skb) ||
		     !nvi_plain6(net, skb)))
		return false;
	iif = nvi_ingress(skb, dev, config, NULL);
	mark = (skb->mark & ~config->mask) | config->mark;
	epoch = nvi_epoch6(net, nvi->nn);
	dst = nvi_decided6(pc, ipv6_hdr(skb), iif, mark, epoch, &direct);
	if (unlikely(!dst || !direct)) {
		rcu_read_lock();
		dst = nvi_decide_way6(net, skb, iif, mark, pc, epoch);
		rcu_read_unlock();
		if (!dst)
			return false;
	}
	return nvi_send(skb, dev, config, NVI_REINJECT6, &(struct nvi_way){
				.iif = iif,
				.mark = mark,
				.mtu = nvi_mtu6(skb, dst),
				.dst = dst,
			}, nvi_out6);
}

#endif /* CONFIG_IPV6 */
