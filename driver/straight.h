/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Straight from the decision to the neighbour: what both modes share of the way out.
 *
 * Hooks that find a packet of stage 2 untracked, and let it pass, cost as much as a
 * remembered decision; so do the questions of ip_output() and ip6_output() whose
 * answers are known. Who is known to do no more than that is not called.
 */
#ifndef _NVI_STRAIGHT_H
#define _NVI_STRAIGHT_H

#include <linux/netfilter.h>
#include <net/ip.h>

#include "nvi.h"

/* direct4.c, direct6.c */
u32 nvi_vet4(const struct net *net, const struct net_device *in,
	     const struct rtable *rt);
int nvi_out4_rcu(struct sk_buff *skb);
int nvi_out4(struct net *net, struct sock *sk, struct sk_buff *skb);
int nvi_out6_rcu(struct sk_buff *skb);
bool nvi_vet6(const struct net *net, const struct net_device *in,
	      const struct nvi_flow6 *flow, struct dst_entry *dst);
int nvi_out6(struct net *net, struct sock *sk, struct sk_buff *skb);

static inline const struct nf_hook_entries *
nvi_hooks_at(const struct net *net, enum nf_inet_hooks hook,
	     enum nvi_count family)
{
	if (family == NVI_REINJECT4)
		return rcu_dereference_bh_check(net->nf.hooks_ipv4[hook],
						rcu_read_lock_held());
	return rcu_dereference_bh_check(net->nf.hooks_ipv6[hook],
					rcu_read_lock_held());
}

/**
 * nvi_post_routing_wanted() - does anybody wait for the packet at POST_ROUTING?
 * @net: the namespace
 * @skb: the packet, untracked
 * @family: NVI_REINJECT4 or NVI_REINJECT6
 *
 * Conntrack, NAT, AppArmor and nvi_learn_out() are there for every packet, only to find
 * that this one is untracked and nobody's.
 *
 * Context: RCU read side, of either kind.
 */
static inline bool nvi_post_routing_wanted(const struct net *net,
					   const struct sk_buff *skb,
					   enum nvi_count family)
{
	const struct nf_hook_entries *hooks;
	unsigned int i;

	hooks = nvi_hooks_at(net, NF_INET_POST_ROUTING, family);
	if (!hooks)
		return false;
	if (skb->sk || rcu_access_pointer(nvi_net(net)->ways))
		return true;
	for (i = 0; i < hooks->num_hook_entries; i++)
		if (hooks->hooks[i].hook != nvi_learn_out &&
		    !nvi_compat_hook_is_idle(hooks, i))
			return true;
	return false;
}

/**
 * nvi_forward_wanted() - and at FORWARD?
 * @net: the namespace
 * @family: NVI_REINJECT4 or NVI_REINJECT6
 *
 * Context: RCU read side, of either kind.
 */
static inline bool nvi_forward_wanted(const struct net *net,
				      enum nvi_count family)
{
	return nvi_hooks_at(net, NF_INET_FORWARD, family);
}

static inline bool nvi_fits(const struct sk_buff *skb, unsigned int mtu)
{
	return likely(skb->len <= mtu) ||
	       (skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu));
}

#endif /* _NVI_STRAIGHT_H */
