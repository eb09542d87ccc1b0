// SPDX-License-Identifier: GPL-2.0
/*
 * Mode direct for IPv4: the decision, remembered in the same place as that of
 * re-injected packets, and the way to the neighbour.
 */
#include <linux/inetdevice.h>
#include <net/arp.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/neighbour.h>
#include <net/route.h>

#include "decide4.h"
#include "direct.h"
#include "ingress.h"
#include "nvi.h"

/*
 * May plain packets from @in go out without the stack?  All of this is the same
 * until the epoch of the decision ends: the notifier of net.c sees devices go up and
 * down and their MTUs change; forwarding and IPsec policies are part of rt_genid.
 */
static bool nvi_plain_ingress4(const struct net *net,
			       const struct net_device *in)
{
	return netif_running(in) && !netif_has_l3_rx_handler(in) &&
	       !nvi_ipsec(net);
}

/* And by @rt?  Return: the MTU, or 0 for no */
static u32 nvi_plain_route4(const struct rtable *rt)
{
	if (rt->dst.lwtstate ||
	    netif_is_l3_master(rt->dst.dev))	/* see nvi_pay_vrf() */
		return 0;
	return ip_dst_mtu_maybe_forward(&rt->dst, true);
}

/**
 * nvi_vet4() - is all that is left of a decision's way to find the neighbour?
 * @net: the namespace
 * @in: where packets come in for stage 2, for which nvi_plain4() holds
 * @rt: where they go
 *
 * Context: BH disabled, RCU read side.
 * Return: the MTU of the way, or 0 for no
 */
u32 nvi_vet4(const struct net *net, const struct net_device *in,
	     const struct rtable *rt)
{
	return nvi_plain_ingress4(net, in) ? nvi_plain_route4(rt) : 0;
}

/* Decide anew.  Return: the route, or NULL; *@mtu is 0 if it is not simple */
static noinline struct rtable *
nvi_decide_way4(struct net *net, struct sk_buff *skb,
		const struct nvi_flow4 *flow, struct nvi_percpu *pc, u64 epoch,
		u32 *mtu)
{
	struct rtable *rt = NULL;
	struct net_device *in;
	bool keep;

	*mtu = 0;
	rcu_read_lock();
	in = dev_get_by_index_rcu(net, flow->iif);
	/* first: who goes another way anyway is looked up there */
	if (in && nvi_plain4(skb, in) && nvi_plain_ingress4(net, in))
		rt = nvi_lookup4(net, skb, flow, pc, &keep);
	if (!IS_ERR_OR_NULL(rt)) {
		*mtu = nvi_plain_route4(rt);
		if (keep && *mtu)
			nvi_decide4(pc, flow, epoch, rt, *mtu);
	}
	rcu_read_unlock();
	return rt;
}

/**
 * nvi_out4_rcu() - send an IPv4 packet to its next hop
 * @skb: the packet, with its dst and the headroom that the device wants
 *
 * Context: BH disabled, RCU read side, of both kinds.
 * Return: as of dev_queue_xmit()
 */
int nvi_out4_rcu(struct sk_buff *skb)
{
	struct neighbour *neigh;
	bool v6 = false;

	neigh = ip_neigh_for_gw(skb_rtable(skb), skb, &v6);
	if (!IS_ERR(neigh))
		return neigh_output(neigh, skb, v6);
	kfree_skb_reason(skb, SKB_DROP_REASON_NOT_SPECIFIED);
	return PTR_ERR(neigh);
}

/**
 * nvi_out4() - ... from where there is less
 * @net: not used: as netfilter calls it
 * @sk: not used
 * @skb: the packet, with its dst and the headroom that the device wants
 *
 * Context: BH disabled.  (The neighbour wants more than the rcu_read_lock_bh() of
 * dev_queue_xmit(), as in ip_finish_output2().)
 * Return: as of dev_queue_xmit()
 */
int nvi_out4(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	int ret;

	rcu_read_lock();
	ret = nvi_out4_rcu(skb);
	rcu_read_unlock();
	return ret;
}

/**
 * nvi_direct4() - stage 2 of an IPv4 packet without another trip
 * @skb: the packet, with a whole IP header
 * @dev: the nvi device
 * @config: its settings
 *
 * Context: BH disabled, RCU read side.
 * Return: true, and the packet has gone; or false, it is as it was and not for
 *	this mode
 */
bool nvi_direct4(struct sk_buff *skb, struct net_device *dev,
		 const struct nvi_config *config)
{
	const struct nvi_dev *nvi = netdev_priv(dev);
	struct nvi_percpu *pc = this_cpu_ptr(nvi->nn->percpu);
	struct net *net = dev_net(dev);
	const struct iphdr *iph = ip_hdr(skb);
	const struct nvi_flow4 flow = {
		.saddr = iph->saddr,
		.daddr = iph->daddr,
		.iif = nvi_ingress(skb, dev, config, NULL),
		.mark = (skb->mark & ~config->mask) | config->mark,
		.tos = iph->tos & ~INET_ECN_MASK,
	};
	u64 epoch = nvi_epoch4(net, nvi->nn);
	struct rtable *rt;
	u32 mtu;

	if (unlikely(iph->ihl != 5 || config->replay != NVI_REPLAY_OFF ||
		     secpath_exists(skb)))
		return false;
	rt = nvi_decided4(pc, &flow, epoch, &mtu);
	if (unlikely(!rt || !mtu))
		rt = nvi_decide_way4(net, skb, &flow, pc, epoch, &mtu);
	if (unlikely(!mtu))
		return false;
	return nvi_send(skb, dev, config, NVI_REINJECT4, &(struct nvi_way){
				.iif = flow.iif,
				.mark = flow.mark,
				.mtu = mtu,
				.dst = &rt->dst,
			}, nvi_out4);
}
