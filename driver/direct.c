// SPDX-License-Identifier: GPL-2.0
/*
 * Mode direct: stage 2 right here, at the end of stage 1.  The routing decision
 * is the one that the packet would meet if it were re-injected, and then it goes
 * out.  Only what is simple: whatever else a packet may be or meet is left to
 * reinject.c, untouched.
 *
 * Here: what not every packet meets.  The way of one that does go is direct.h.
 */
#include "direct.h"

/**
 * nvi_ipsec() - may IPsec have a say in forwarding?
 * @net: the namespace
 *
 * A new policy or default is a change of the namespace's rt_genid.
 */
bool nvi_ipsec(const struct net *net)
{
#ifdef CONFIG_XFRM
	const struct netns_xfrm *xfrm = &net->xfrm;

	return READ_ONCE(xfrm->policy_count[XFRM_POLICY_FWD]) ||
	       READ_ONCE(xfrm->policy_count[XFRM_POLICY_OUT]) ||
	       READ_ONCE(xfrm->policy_default[XFRM_POLICY_FWD]) !=
			XFRM_USERPOLICY_ACCEPT ||
	       READ_ONCE(xfrm->policy_default[XFRM_POLICY_OUT]) !=
			XFRM_USERPOLICY_ACCEPT;
#else
	return false;
#endif
}

/**
 * nvi_post_routing() - show a packet to the hooks there
 * @net: the namespace
 * @skb: the packet, with its dst and device
 * @family: NVI_REINJECT4 or NVI_REINJECT6
 *
 * Context: BH disabled, RCU read side.
 * Return: 1 if the packet is to go on, else it has gone
 */
int nvi_post_routing(struct net *net, struct sk_buff *skb,
		     enum nvi_count family)
{
	struct net_device *in = dev_get_by_index_rcu(net, skb->skb_iif);

	memset(skb->cb, 0, sizeof(skb->cb));	/* a queue's, until here */
	if (family == NVI_REINJECT4)
		return nf_hook(NFPROTO_IPV4, NF_INET_POST_ROUTING, net, skb->sk,
			       skb, in, skb->dev, nvi_out4);
#if IS_ENABLED(CONFIG_IPV6)
	return nf_hook(NFPROTO_IPV6, NF_INET_POST_ROUTING, net, skb->sk, skb,
		       in, skb->dev, nvi_out6);
#else
	return 1;
#endif
}
