// SPDX-License-Identifier: GPL-2.0
/*
 * The hooks that record the ingress of packets.
 *
 * A packet is recorded if conntrack considers it part of its connection, if it
 * has passed source validation, and if no firewall has dropped it.  So the hooks
 * are the last in LOCAL_IN and POST_ROUTING.  rp_filter is part of the routing
 * decision, behind PRE_ROUTING, and a spoofed packet that it drops must not
 * redirect replies.  The end of FORWARD would be correct, too.  But with NAT, the
 * hooks of POST_ROUTING are called anyway; in FORWARD, where no other hook may be
 * registered, this one would cost 65 instructions more.
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
 * True for an ICMP error.  It is related to a connection, but any router on the
 * path may have sent it.  The first packet of an expected connection (FTP data)
 * is related as well; its connection is its own, and not confirmed yet.
 */
static bool nvi_is_error(const struct nf_conn *ct, enum ip_conntrack_info ctinfo)
{
	return (ctinfo == IP_CT_RELATED || ctinfo == IP_CT_RELATED_REPLY) &&
	       nf_ct_is_confirmed(ct);
}

/* The port of a VRF that the packet arrived at, if @state->in is the VRF. */
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

	/* untracked, as all of stage 2 is */
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
 * True if the packet is forwarded.  Packets that the router itself sends pass
 * POST_ROUTING, too, and the outer packet of a tunnel has the tunnel device as
 * @state->in.
 */
static bool nvi_was_forwarded(const struct sk_buff *skb,
			      const struct nf_hook_state *state)
{
	if (!state->in || skb->sk)
		return false;
	return state->pf == NFPROTO_IPV6 ? IP6CB(skb)->iif :
					   IPCB(skb)->flags & IPSKB_FORWARDED;
}

/* Pass a packet of stage 2, or one that takes a single stage, to the fast path. */
static noinline void nvi_learn_fast(struct nvi_net *nn, struct sk_buff *skb,
				    const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct net_device *in = nvi_real_ingress(skb, state);

	if (unlikely(!in))
		return;
	local_bh_disable();	/* NFQUEUE continues in process context */
	if (!ct)
		nvi_fast_note(nn, skb, state->pf, in);
	else if (!nf_ct_is_template(ct) && !nvi_is_error(ct, ctinfo))
		nvi_fast_complete(nn, ct, CTINFO2DIR(ctinfo), skb, state->pf, in);
	local_bh_enable();
}

/*
 * Prepare a packet that leaves by an nvi device.  An IPv6 packet gets the
 * device's one neighbour.  A packet that the router itself has made out of one
 * that arrived elsewhere (IPsec, for example) has no ingress: see nvi_ingress().
 */
static void nvi_prepare_nvi(struct sk_buff *skb,
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
		nvi_prepare_nvi(skb, state, forwarded);
	if (!forwarded)
		return NF_ACCEPT;
	if (unlikely(rcu_access_pointer(nn->ways)))
		nvi_learn_fast(nn, skb, state);
	return nvi_learn(nn, skb, state);
}

/* the last but one; nf_confirm() is the last */
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
 * nvi_learn_start() - register the hooks of a namespace
 * @net: the namespace
 * @nn: its state
 *
 * The private data of each hook is @nn, which saves a lookup for each new
 * connection.
 *
 * Context: RTNL, may sleep.
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
 * nvi_learn_stop() - unregister the hooks of a namespace
 * @net: the namespace
 * @nn: its state
 *
 * Netfilter flushes every NFQUEUE of the namespace when a hook is unregistered,
 * but only after it has shortened the array of hooks.  nf_reinject() would warn
 * about a packet that is queued at the last place of the old array.  These hooks
 * are behind every hook that can queue, so no packet is queued there.
 *
 * On return, the hooks may still be running or be listed; the NFQUEUEs of the
 * namespace are empty.
 *
 * Context: RTNL, may sleep.
 */
void nvi_learn_stop(struct net *net, struct nvi_net *nn)
{
	nf_unregister_net_hooks(net, nn->hooks, NVI_HOOKS);
}
