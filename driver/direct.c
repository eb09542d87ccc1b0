// SPDX-License-Identifier: GPL-2.0
/*
 * Mode direct: stage 2 right here, at the end of stage 1.  The routing decision
 * is the one that the packet would meet if it were re-injected, and then it goes
 * out.  Only what is simple: whatever else a packet may be or meet is left to
 * reinject.c, untouched.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/netfilter.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/xfrm.h>

#include "direct.h"
#include "nvi.h"
#include "trace.h"

/* IPsec may have a say in forwarding: by policies, or because it was there. */
static bool nvi_ipsec(const struct net *net, const struct sk_buff *skb)
{
#ifdef CONFIG_XFRM
	const struct netns_xfrm *xfrm = &net->xfrm;

	return READ_ONCE(xfrm->policy_count[XFRM_POLICY_FWD]) ||
	       READ_ONCE(xfrm->policy_count[XFRM_POLICY_OUT]) ||
	       READ_ONCE(xfrm->policy_default[XFRM_POLICY_FWD]) !=
			XFRM_USERPOLICY_ACCEPT ||
	       READ_ONCE(xfrm->policy_default[XFRM_POLICY_OUT]) !=
			XFRM_USERPOLICY_ACCEPT ||
	       secpath_exists(skb);
#else
	return false;
#endif
}

static bool nvi_fits(const struct sk_buff *skb, unsigned int mtu)
{
	return likely(skb->len <= mtu) ||
	       (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu));
}

static u8 *nvi_ttl(struct sk_buff *skb, enum nvi_count family)
{
	return family == NVI_REINJECT4 ? &ip_hdr(skb)->ttl :
					 &ipv6_hdr(skb)->hop_limit;
}

/*
 * Where stage 2 takes a hop and nothing gives it back.  (At 255 nothing can be
 * given back, see nvi_give_back_hop().)
 */
static bool nvi_takes_hop(struct sk_buff *skb, const struct nvi_config *config,
			  enum nvi_count family)
{
	return !nvi_gives_back_hop(skb, config) ||
	       unlikely(*nvi_ttl(skb, family) == 255);
}

static void nvi_take_hop(struct sk_buff *skb, enum nvi_count family)
{
	if (family == NVI_REINJECT4)
		ip_decrease_ttl(ip_hdr(skb));
	else
		ipv6_hdr(skb)->hop_limit--;
}

/*
 * As nvi_scrub() of reinject.c, but a packet of the router's own stays with its
 * socket, as on any device that has another below it: until it is really sent.
 */
static void nvi_lead(struct sk_buff *skb, const struct nvi_way *way)
{
	skb_dst_drop(skb);
	skb_dst_set_noref(skb, way->dst);
	if (!skb->sk)
		skb_clear_tstamp(skb);
	skb_forward_csum(skb);
	skb->ignore_df = 0;
#ifdef CONFIG_NET_SWITCHDEV
	skb->offload_fwd_mark = 0;
	skb->offload_l3_fwd_mark = 0;
#endif
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	skb_ext_del(skb, SKB_EXT_BRIDGE_NF);
#endif
	nf_reset_ct(skb);
	nf_ct_set(skb, NULL, IP_CT_UNTRACKED);
	skb->pkt_type = PACKET_HOST;	/* icmp_send() asks for it */
	skb->mark = way->mark;
	skb->skb_iif = way->iif;
	skb->dev = way->dst->dev;
}

static const struct nf_hook_entries *nvi_hooks_of(const struct net *net,
						  enum nvi_count family)
{
	if (family == NVI_REINJECT4)
		return rcu_dereference_bh_check(net->nf.hooks_ipv4[NF_INET_POST_ROUTING],
						rcu_read_lock_held());
	return rcu_dereference_bh_check(net->nf.hooks_ipv6[NF_INET_POST_ROUTING],
					rcu_read_lock_held());
}

/*
 * Does anybody wait for the packet at POST_ROUTING?  Conntrack, NAT and AppArmor
 * are there for every packet, only to find that this one is untracked and nobody's.
 */
static bool nvi_post_routing_wanted(const struct net *net,
				    const struct sk_buff *skb,
				    enum nvi_count family)
{
	const struct nf_hook_entries *hooks = nvi_hooks_of(net, family);
	unsigned int i;

	if (!hooks)
		return false;
	if (skb->sk)
		return true;
	for (i = 0; i < hooks->num_hook_entries; i++)
		if (!nvi_compat_hook_is_idle(hooks, i))
			return true;
	return false;
}

/* Return: as of nf_hook(): 1 if the packet is to go on, else it has gone */
static noinline int nvi_post_routing(struct net *net, struct sk_buff *skb,
				     enum nvi_count family)
{
	struct net_device *in = dev_get_by_index_rcu(net, skb->skb_iif);

	memset(skb->cb, 0, sizeof(skb->cb));	/* a queue's, until here */
	if (family == NVI_REINJECT4)
		return nf_hook(NFPROTO_IPV4, NF_INET_POST_ROUTING, net, skb->sk,
			       skb, in, skb->dev, nvi_out4);
	return nf_hook(NFPROTO_IPV6, NF_INET_POST_ROUTING, net, skb->sk, skb,
		       in, skb->dev, nvi_out6);
}

/*
 * Return: 0, or the way out refused it.  What a firewall drops is not refused, and
 * what it queues comes back to nvi_out4/6().
 */
static int nvi_out(struct net *net, struct sk_buff *skb, enum nvi_count family)
{
	int ret;

	if (nvi_post_routing_wanted(net, skb, family) &&
	    nvi_post_routing(net, skb, family) != 1)
		return 0;
	ret = family == NVI_REINJECT4 ? nvi_out4(net, skb->sk, skb) :
					nvi_out6(net, skb->sk, skb);
	return net_xmit_eval(ret);
}

/**
 * nvi_direct() - stage 2 without another trip through the stack
 * @skb: a packet with a whole IP header
 * @dev: the nvi device
 * @config: its settings
 * @family: NVI_REINJECT4 or NVI_REINJECT6
 *
 * Context: BH disabled, RCU read side.
 * Return: true, and the packet has gone; or false, it is as it was and not for
 *	this mode
 */
bool nvi_direct(struct sk_buff *skb, struct net_device *dev,
		const struct nvi_config *config, enum nvi_count family)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	struct net *net = dev_net(dev);
	struct nvi_way way = {
		.mark = (skb->mark & ~config->mask) | config->mark,
		.iif = nvi_ingress(skb, dev, config, NULL),
	};
	unsigned int len = skb->len;
	bool takes_hop;

	if (config->replay != NVI_REPLAY_OFF || nvi_ipsec(net, skb))
		return false;
	if (!(family == NVI_REINJECT4 ? nvi_way4(skb, nvi, &way) :
					nvi_way6(skb, nvi, &way)))
		return false;
	takes_hop = nvi_takes_hop(skb, config, family);
	if (!nvi_fits(skb, way.mtu) ||
	    (takes_hop && *nvi_ttl(skb, family) <= 1) ||
	    skb_cow_head(skb, LL_RESERVED_SPACE(way.dst->dev)))
		return false;

	if (takes_hop)
		nvi_take_hop(skb, family);
	nvi_lead(skb, &way);
	trace_nvi_direct(dev, skb);
	if (likely(!nvi_out(net, skb, family)))
		nvi_count_passed(nvi, family == NVI_REINJECT4 ? NVI_DIRECT4 :
								NVI_DIRECT6,
				 len, way.iif == dev->ifindex);
	else
		nvi_count(dev, NVI_DROP_EGRESS);	/* it freed the packet */
	return true;
}
