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
#include "nvi.h"

/*
 * May packets from @iif go out by @rt without the stack?  All of this is the
 * same until the epoch of the decision ends: the notifier of net.c sees devices
 * go up and down and their MTUs change, and forwarding is part of rt_genid.
 *
 * Return: the MTU, or 0 for no
 */
static u32 nvi_vet4(struct net *net, const struct sk_buff *skb, u32 iif,
		    const struct rtable *rt)
{
	struct net_device *in = dev_get_by_index_rcu(net, iif);

	if (!in || !netif_running(in) || netif_has_l3_rx_handler(in) ||
	    !nvi_plain4(skb, in) || rt->dst.lwtstate)
		return 0;
	return ip_dst_mtu_maybe_forward(&rt->dst, true);
}

/* Decide anew: sets @way's @dst and @mtu, if there is one. */
static noinline void nvi_decide_way4(struct net *net, struct sk_buff *skb,
				     const struct nvi_flow4 *flow,
				     struct nvi_percpu *pc, u64 epoch,
				     struct nvi_way *way)
{
	struct rtable *rt;
	bool keep;

	rcu_read_lock();
	rt = nvi_lookup4(net, skb, flow, pc, &keep);
	if (!IS_ERR(rt)) {
		way->dst = &rt->dst;
		way->mtu = nvi_vet4(net, skb, flow->iif, rt);
		if (keep)
			nvi_decide4(pc, flow, epoch, rt, way->mtu);
	}
	rcu_read_unlock();
}

/**
 * nvi_way4() - the way out of an IPv4 packet
 * @skb: the packet
 * @nvi: the nvi device
 * @way: has @iif and @mark, gets the rest
 *
 * Context: BH disabled, RCU read side.
 * Return: is there a simple one?
 */
bool nvi_way4(struct sk_buff *skb, struct nvi_dev *nvi, struct nvi_way *way)
{
	struct net *net = dev_net(skb->dev);
	struct nvi_percpu *pc = this_cpu_ptr(nvi->nn->percpu);
	const struct iphdr *iph = ip_hdr(skb);
	const struct nvi_flow4 flow = {
		.saddr = iph->saddr,
		.daddr = iph->daddr,
		.iif = way->iif,
		.mark = way->mark,
		.tos = iph->tos & ~INET_ECN_MASK,
	};
	u64 epoch = nvi_epoch4(net, nvi->nn);
	struct rtable *rt;

	if (iph->ihl != 5)
		return false;
	rt = nvi_decided4(pc, &flow, epoch, &way->mtu);
	if (likely(rt && way->mtu))
		way->dst = &rt->dst;
	else
		nvi_decide_way4(net, skb, &flow, pc, epoch, way);
	return way->mtu;
}

/**
 * nvi_out4() - send an IPv4 packet to its next hop
 * @net: not used: as netfilter calls it
 * @sk: not used
 * @skb: the packet, with its dst and the headroom that the device wants
 *
 * Context: BH disabled, RCU read side.
 * Return: as of dev_queue_xmit()
 */
int nvi_out4(struct net *net, struct sock *sk, struct sk_buff *skb)
{
	struct neighbour *neigh;
	bool v6 = false;

	neigh = ip_neigh_for_gw(skb_rtable(skb), skb, &v6);
	if (IS_ERR(neigh)) {
		kfree_skb_reason(skb, SKB_DROP_REASON_NOT_SPECIFIED);
		return PTR_ERR(neigh);
	}
	return neigh_output(neigh, skb, v6);
}
