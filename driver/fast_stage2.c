// SPDX-License-Identifier: GPL-2.0
/*
 * The way of a packet through stage 2, for the fast path: from the gate to the end of
 * POST_ROUTING, where it has met every filter of its direction.  There its way is noted
 * (fast_way.c).
 */
#include <net/ip6_fib.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_zones.h>

#include "fast.h"
#include "stage2.h"

#ifdef NVI_HAVE_FAST

/**
 * nvi_fast_wanted() - is a packet's way through stage 2 to be noted?
 * @skb: a packet at the end of stage 1
 * @config: settings of the device, which has a fast path
 *
 * Context: BH disabled.
 */
bool nvi_fast_wanted(const struct sk_buff *skb, const struct nvi_config *config)
{
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);

	if (!ct || skb->sk || !nvi_fast_connection(ct) ||
	    ctinfo == IP_CT_RELATED || ctinfo == IP_CT_RELATED_REPLY)
		return false;
#ifdef CONFIG_NF_CONNTRACK_MARK
	return (READ_ONCE(ct->mark) & config->fast_mask) == config->fast_mark;
#else
	return true;
#endif
}

/*
 * A packet whose way is to be noted begins its stage 2.  The hook in POST_ROUTING finds
 * this on the same CPU, unless a hook on the way has queued the packet: a program
 * that wants to see packets wants to see all of them.  With PREEMPT_RT another softirq may
 * run on this CPU meanwhile, so the members change together.
 */
static void nvi_fast_begin(struct nvi_dev *nvi, const struct sk_buff *skb,
			   u8 pf)
{
	struct nvi_stage2 *now = &get_cpu_ptr(nvi->nn->percpu)->stage2;

	now->skb = skb;
	now->nvi = nvi;
	now->epoch = nvi_fast_epoch(nvi->nn, dev_net(skb->dev), pf);
	put_cpu_ptr(nvi->nn->percpu);
}

/* @skb may have gone; it is only compared */
static void nvi_fast_end(struct nvi_dev *nvi, const struct sk_buff *skb)
{
	struct nvi_stage2 *now = &get_cpu_ptr(nvi->nn->percpu)->stage2;

	if (now->skb == skb)
		now->skb = NULL;
	put_cpu_ptr(nvi->nn->percpu);
}

static __always_inline int
nvi_fast_input(struct sk_buff *skb, u8 pf, int (*input)(struct sk_buff *skb))
{
	struct net_device *dev = skb_dst_dev(skb);
	int ret;

	if (unlikely(nvi_strayed(dev, dev_net(skb->dev))))
		return input(skb);
	nvi_fast_begin(netdev_priv(dev), skb, pf);
	ret = input(skb);
	nvi_fast_end(netdev_priv(dev), skb);
	return ret;
}

/** nvi_fast_input4() - nvi_input4() of a packet whose way is to be noted */
int nvi_fast_input4(struct sk_buff *skb)
{
	return nvi_fast_input(skb, NFPROTO_IPV4, nvi_input4);
}

#if IS_ENABLED(CONFIG_IPV6)
/** nvi_fast_input6() - nvi_input6() of a packet whose way is to be noted */
int nvi_fast_input6(struct sk_buff *skb)
{
	return nvi_fast_input(skb, NFPROTO_IPV6, nvi_input6);
}
#endif

static u32 nvi_fast_cookie(const struct dst_entry *dst)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (dst->ops->family == AF_INET6)
		return rt6_get_cookie(dst_rt6_info(dst));
#endif
	return 0;
}

/*
 * The packet is not tracked in stage 2.  Its connection is found by the tuple that it has
 * now, which is the inverse of the other direction's.  Return: it, with a reference, and
 * the packet's direction; or NULL
 */
static struct nf_conn *nvi_fast_find(struct net *net, const struct sk_buff *skb,
				     u8 pf, enum ip_conntrack_dir *dir)
{
	struct nf_conntrack_tuple tuple, inverse;
	struct nf_conntrack_tuple_hash *h;

	if (!nf_ct_get_tuplepr(skb, skb_network_offset(skb), pf, net, &tuple) ||
	    !nf_ct_invert_tuple(&inverse, &tuple))
		return NULL;
	h = nf_conntrack_find_get(net, &nf_ct_zone_dflt, &inverse);
	if (!h)
		return NULL;
	*dir = !NF_CT_DIRECTION(h);
	return nf_ct_tuplehash_to_ctrack(h);
}

/**
 * nvi_fast_note() - note the way of a packet through stage 2, if it is wanted
 * @nn: the namespace
 * @skb: an untracked packet at the end of POST_ROUTING
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @in: the real device that it came in by
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_fast_note(struct nvi_net *nn, const struct sk_buff *skb, u8 pf,
		   const struct net_device *in)
{
	struct nvi_ways *ways = rcu_dereference(nn->ways);
	struct nvi_stage2 began;
	enum ip_conntrack_dir dir;
	struct nvi_way way;
	struct nf_conn *ct;

	began = get_cpu_ptr(nn->percpu)->stage2;
	put_cpu_ptr(nn->percpu);
	if (began.skb != skb || !ways || !nvi_fast_packet(skb, pf) ||
	    !nvi_fast_route(skb))
		return;
	ct = nvi_fast_find(dev_net(in), skb, pf, &dir);
	if (!ct)
		return;
	way = (struct nvi_way){
		.dst = skb_dst(skb),
		.cookie = nvi_fast_cookie(skb_dst(skb)),
		.epoch = began.epoch,
		.in = in->ifindex,
		.nvi = began.nvi->fast_ifindex,
	};
	nvi_way_note(ways, ct, dir, &way);
	nf_ct_put(ct);
}

#endif /* NVI_HAVE_FAST */
