// SPDX-License-Identifier: GPL-2.0
/*
 * Mode direct: stage 2 right here, at the end of stage 1.  The routing decision
 * is the one that the packet would meet if it were re-injected, and then it goes
 * out.  Only what is simple: whatever else a packet may be or meet is left to
 * reinject.c, untouched.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
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
	struct nvi_way way = {
		.mark = (skb->mark & ~config->mask) | config->mark,
		.iif = nvi_ingress(skb, dev, config, NULL),
	};
	unsigned int len = skb->len;
	bool takes_hop;
	int ret;

	if (config->replay != NVI_REPLAY_OFF || nvi_ipsec(dev_net(dev), skb))
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
	ret = family == NVI_REINJECT4 ? nvi_out4(skb) : nvi_out6(skb);
	if (likely(!net_xmit_eval(ret)))
		nvi_count_passed(nvi, family == NVI_REINJECT4 ? NVI_DIRECT4 :
								NVI_DIRECT6,
				 len, way.iif == dev->ifindex);
	else
		nvi_count(dev, NVI_DROP_EGRESS);	/* it freed the packet */
	return true;
}
