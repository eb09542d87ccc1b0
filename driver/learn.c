// SPDX-License-Identifier: GPL-2.0
/*
 * What the ingress record learns, and from which packets: those that conntrack
 * takes for a part of the connection, that have passed source validation, and
 * that no firewall has dropped.  So the hooks stand at the end of LOCAL_IN and of
 * POST_ROUTING: rp_filter is a part of the routing decision, behind PRE_ROUTING, and
 * a spoofed packet that it drops must not lead replies astray.  (The end of FORWARD
 * would do as well.  But in POST_ROUTING hooks are called anyway where there is NAT, and
 * in FORWARD, where nobody else may wait, ours alone would cost 65 instructions more.)
 */
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/ip.h>
#include <net/l3mdev.h>
#include <net/netfilter/nf_conntrack.h>

#include "fast.h"
#include "nvi.h"
#include "record.h"

/*
 * An ICMP error is not of the connection that it is about: any router on the way
 * may have sent it.  What an expectation lets in (the data of FTP) is related,
 * too, but a connection of its own, and new.
 */
static bool nvi_is_error(const struct nf_conn *ct, enum ip_conntrack_info ctinfo)
{
	return (ctinfo == IP_CT_RELATED || ctinfo == IP_CT_RELATED_REPLY) &&
	       nf_ct_is_confirmed(ct);
}

/* A port of a VRF was the real ingress, not the VRF that is here now. */
static struct net_device *nvi_real_ingress(const struct sk_buff *skb,
					   const struct nf_hook_state *state)
{
	int iif;

	if (likely(!netif_is_l3_master(state->in)))
		return state->in;
	iif = state->pf == NFPROTO_IPV6 ? IP6CB(skb)->iif : IPCB(skb)->iif;
	return dev_get_by_index_rcu(state->net, iif);
}

static __always_inline unsigned int
nvi_learn(struct nvi_net *nn, struct sk_buff *skb,
	  const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct net_device *in;

	/* No conntrack: untracked, stage 2 among them. */
	if (!ct || nf_ct_is_template(ct))
		return NF_ACCEPT;
	in = nvi_real_ingress(skb, state);
	if (unlikely(!in))
		return NF_ACCEPT;
	if (likely(!nvi_is_error(ct, ctinfo)))
		nvi_record_update(nn, ct, skb, in, CTINFO2DIR(ctinfo));
	return NF_ACCEPT;
}

static unsigned int nvi_learn_in(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	return nvi_learn(priv, skb, state);
}

/*
 * Has it been forwarded?  What the router sends itself comes by POST_ROUTING, too, and
 * what a tunnel has made of a packet has the tunnel for its @in.
 */
static bool nvi_was_forwarded(const struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	if (!state->in || skb->sk)
		return false;
	return state->pf == NFPROTO_IPV6 ? IP6CB(skb)->iif :
					   IPCB(skb)->flags & IPSKB_FORWARDED;
}

/* The fast path sees the way of a packet of stage 2, and of one that has one stage. */
static noinline void nvi_learn_fast(struct nvi_net *nn, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct net_device *in = nvi_real_ingress(skb, state);

	if (unlikely(!in))
		return;
	local_bh_disable();	/* a queue goes on in process context */
	if (!ct)
		nvi_fast_note(nn, skb, state->pf, in);
	else if (!nf_ct_is_template(ct) && !nvi_is_error(ct, ctinfo))
		nvi_fast_complete(nn, ct, CTINFO2DIR(ctinfo), skb, state->pf, in);
	local_bh_enable();
}

/*
 * What leaves by an nvi device: it gets the one neighbour there is.  And what the
 * router itself has made of a packet that came in elsewhere (IPsec, say) did not come in
 * there, see nvi_ingress().
 */
static void nvi_leave_by_nvi(struct sk_buff *skb,
			     const struct nf_hook_state *state, bool forwarded)
{
	if (state->pf == NFPROTO_IPV6)
		nvi_neighbour6_use(skb, state->out);
	if (!forwarded)
		skb->skb_iif = 0;
}

static unsigned int nvi_learn_out(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	bool forwarded = nvi_was_forwarded(skb, state);
	struct nvi_net *nn = priv;

	if (unlikely(nvi_is_device(state->out)))
		nvi_leave_by_nvi(skb, state, forwarded);
	if (!forwarded)
		return NF_ACCEPT;
	if (unlikely(rcu_access_pointer(nn->ways)))
		nvi_learn_fast(nn, skb, state);
	return nvi_learn(nn, skb, state);
}

/* The last, but for nf_confirm() */
#define NVI_PRI_LEARN	(NF_IP_PRI_LAST - 1)

static const struct nf_hook_ops nvi_hooks[NVI_HOOKS] = {
	{
		.hook		= nvi_learn_in,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_LOCAL_IN,
		.priority	= NVI_PRI_LEARN,
	},
	{
		.hook		= nvi_learn_out,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_POST_ROUTING,
		.priority	= NVI_PRI_LEARN,
	},
#if IS_ENABLED(CONFIG_IPV6)
	{
		.hook		= nvi_learn_in,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_LOCAL_IN,
		.priority	= NVI_PRI_LEARN,
	},
	{
		.hook		= nvi_learn_out,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_POST_ROUTING,
		.priority	= NVI_PRI_LEARN,
	},
#endif
};

/**
 * nvi_learn_start() - from now on, keep records in this namespace
 * @net: the namespace
 * @nn: its state
 *
 * Each namespace has hooks of its own, which know it: that is cheaper than to look
 * it up for each new connection.
 *
 * Return: 0 or a negative errno
 */
int nvi_learn_start(struct net *net, struct nvi_net *nn)
{
	int i;

	memcpy(nn->hooks, nvi_hooks, sizeof(nn->hooks));
	for (i = 0; i < NVI_HOOKS; i++)
		nn->hooks[i].priv = nn;
	return nf_register_net_hooks(net, nn->hooks, NVI_HOOKS);
}

/**
 * nvi_learn_stop() - learn no more
 * @net: the namespace
 * @nn: its state
 *
 * Unregistering makes netfilter flush every NFQUEUE of the namespace, but only
 * after it has made the array of hooks shorter; nf_reinject() of a packet that
 * waits at the old last place of that array would warn.  Ours are behind whatever
 * may queue, so no packet waits there.
 *
 * Hooks may still be running on return, and be looked at by those who list them;
 * NFQUEUEs of the namespace are empty.
 */
void nvi_learn_stop(struct net *net, struct nvi_net *nn)
{
	nf_unregister_net_hooks(net, nn->hooks, NVI_HOOKS);
}
