// SPDX-License-Identifier: GPL-2.0
/*
 * Stage 2 for IPv6, second half: on to the next hop.  What ip6_forward() does with a
 * packet that is plain forwarded; all others go there.
 */
#include <linux/netfilter_ipv6.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>
#include <net/xfrm.h>

#include "nvi.h"
#include "plain6.h"
#include "straight.h"

#if IS_ENABLED(CONFIG_IPV6)

static int nvi_forward6_finish(struct net *net, struct sock *sk,
			       struct sk_buff *skb)
{
	nvi_compat_count_forwarded6(net, skb, false);
	skb_clear_tstamp(skb);
	return dst_output(net, sk, skb);
}

/* What ip6_output() and what it calls come to where nobody else is asked */
static int nvi_straight6(struct net *net, struct sk_buff *skb)
{
	nvi_compat_count_forwarded6(net, skb, true);
	skb_clear_tstamp(skb);
	skb->dev = skb_dst_dev(skb);
	return nvi_out6_rcu(skb);
}

/**
 * nvi_forward6() - forward a packet's second stage, if that is simple
 * @skb: the packet, with its stage-2 route, for which nvi_vet6() holds
 *
 * Context: BH disabled, RCU read side.
 * Return: true, and the packet has gone; or false, it is as it was and not simple
 */
bool nvi_forward6(struct sk_buff *skb)
{
	struct net *net = dev_net(skb->dev);
	const struct dst_entry *dst = skb_dst(skb);

	if (unlikely(!nvi_plain6(net, skb) || ipv6_hdr(skb)->hop_limit <= 1 ||
		     secpath_exists(skb) || IP6CB(skb)->frag_max_size ||
		     !nvi_fits(skb, nvi_mtu6(skb, dst)) ||
		     skb_cow(skb, LL_RESERVED_SPACE(dst->dev))))
		return false;
	ipv6_hdr(skb)->hop_limit--;
	if (unlikely(nvi_forward_wanted(net, NVI_REINJECT6)))
		NF_HOOK(NFPROTO_IPV6, NF_INET_FORWARD, net, NULL, skb, skb->dev,
			dst->dev, nvi_forward6_finish);
	else if (unlikely(nvi_post_routing_wanted(net, skb, NVI_REINJECT6)))
		nvi_forward6_finish(net, NULL, skb);
	else
		nvi_straight6(net, skb);
	return true;
}

#endif /* CONFIG_IPV6 */
