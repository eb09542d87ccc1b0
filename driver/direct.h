/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mode direct: what direct4.c and direct6.c share.  Inline, with @family a
 * constant: this is every packet's way, and counted in instructions.
 */
#ifndef _NVI_DIRECT_H
#define _NVI_DIRECT_H

#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/xfrm.h>

#include "nvi.h"
#include "scrub.h"
#include "straight.h"
#include "trace.h"

/**
 * struct nvi_way - a packet's way through stage 2
 * @iif: ifindex of the interface that it comes in by
 * @mark: that it has there
 * @mtu: of the way out
 * @dst: of the way out; good until the end of the RCU read side
 */
struct nvi_way {
	u32 iif;
	u32 mark;
	u32 mtu;
	struct dst_entry *dst;
};

/*
 * How deep may one packet in mode direct lead to another?  A tunnel behind nvi0 whose
 * own packets go to nvi0 again has that, and all of it is on one stack.  The core
 * counts tunnels, up to nine, but not us (neigh.c); what is put back has a stack of its own.
 */
#define NVI_NESTED	2

/* direct.c */
bool nvi_ipsec(const struct net *net);
int nvi_post_routing(struct net *net, struct sk_buff *skb,
		     enum nvi_count family);

static inline u8 *nvi_ttl(struct sk_buff *skb, enum nvi_count family)
{
	return family == NVI_REINJECT4 ? &ip_hdr(skb)->ttl :
					 &ipv6_hdr(skb)->hop_limit;
}

/*
 * Where stage 2 takes a hop and nothing gives it back.  (At 255 nothing can be
 * given back, see nvi_give_back_hop().)
 */
static inline bool nvi_takes_hop(struct sk_buff *skb,
				 const struct nvi_config *config,
				 enum nvi_count family)
{
	return unlikely(!nvi_gives_back_hop(skb, config)) ||
	       unlikely(*nvi_ttl(skb, family) == 255);
}

static inline void nvi_take_hop(struct sk_buff *skb, enum nvi_count family)
{
	if (family == NVI_REINJECT4)
		ip_decrease_ttl(ip_hdr(skb));
	else
		ipv6_hdr(skb)->hop_limit--;
}

/*
 * A packet of the router's own stays with its socket, as on any device that has
 * another below it: until it is really sent.
 */
static inline void nvi_lead(struct sk_buff *skb, const struct nvi_way *way)
{
	nvi_scrub(skb);
	skb_dst_set_noref(skb, way->dst);
	skb->mark = way->mark;
	skb->skb_iif = way->iif;
	skb->dev = way->dst->dev;
}

/**
 * nvi_send() - send a packet the way that was found, if it can go there
 * @skb: the packet
 * @dev: the nvi device
 * @config: its settings
 * @family: NVI_REINJECT4 or NVI_REINJECT6
 * @way: the way
 * @out: nvi_out4() or nvi_out6()
 *
 * What a firewall drops in POST_ROUTING is not refused by the way out, and what it
 * queues comes back to @out.
 *
 * Context: BH disabled, RCU read side.
 * Return: true, and the packet has gone; or false, it is as it was
 */
static __always_inline bool
nvi_send(struct sk_buff *skb, struct net_device *dev,
	 const struct nvi_config *config, enum nvi_count family,
	 const struct nvi_way *way,
	 int (*out)(struct net *net, struct sock *sk, struct sk_buff *skb))
{
	bool takes_hop = nvi_takes_hop(skb, config, family);
	struct nvi_dev *nvi = netdev_priv(dev);
	struct nvi_percpu *pc = this_cpu_ptr(nvi->nn->percpu);
	struct net *net = dev_net(dev);
	unsigned int len = skb->len;
	int ret = 0;

	if (unlikely(pc->nested >= NVI_NESTED) || !nvi_fits(skb, way->mtu) ||
	    (takes_hop && *nvi_ttl(skb, family) <= 1) ||
	    skb_cow_head(skb, LL_RESERVED_SPACE(way->dst->dev)))
		return false;

	if (takes_hop)
		nvi_take_hop(skb, family);
	nvi_lead(skb, way);
	trace_nvi_direct(dev, skb);
	pc->nested++;
	if (likely(!nvi_post_routing_wanted(net, skb, family)) ||
	    nvi_post_routing(net, skb, family) == 1)
		ret = out(net, skb->sk, skb);
	pc->nested--;
	if (likely(!net_xmit_eval(ret)))
		nvi_count_passed(nvi, family == NVI_REINJECT4 ? NVI_DIRECT4 :
								NVI_DIRECT6,
				 len, way->iif == dev->ifindex);
	else
		nvi_count(dev, NVI_DROP_EGRESS);	/* it freed the packet */
	return true;
}

#endif /* _NVI_DIRECT_H */
