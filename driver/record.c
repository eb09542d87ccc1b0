// SPDX-License-Identifier: GPL-2.0
/*
 * Stage 1, PRE_ROUTING, right behind conntrack: note on the connection by which
 * interface its packets come in, and from which link-layer address.  The bits
 * are laid out in <linux/nvi.h>.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/inetdevice.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6.h>
#include <net/addrconf.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_labels.h>

#include "nvi.h"
#include "trace.h"

/* Where label word n is: the labels are one number in host byte order. */
static unsigned int nvi_word(unsigned int n)
{
#ifdef __BIG_ENDIAN
	return NVI_LABEL_WORDS - 1 - n;
#else
	return n;
#endif
}

static u32 nvi_ifindex_bits(const struct net_device *dev)
{
	u32 ifindex = dev->ifindex;

	return min_t(u32, ifindex, NVI_LABEL_IFINDEX_NONE);
}

/* What the record of this packet's connection should say: *data under *mask. */
static void nvi_record_wanted(const struct sk_buff *skb,
			      const struct net_device *in,
			      enum ip_conntrack_dir dir, u32 *data, u32 *mask)
{
	const u32 octet = 0xffU << NVI_LABEL_OCTET_SHIFT;
	const u32 o = nvi_word(NVI_LABEL_WORD_ORIG);
	const u32 r = nvi_word(NVI_LABEL_WORD_REPLY);
	const u32 l = nvi_word(NVI_LABEL_WORD_LLADDR);

	if (dir == IP_CT_DIR_REPLY) {
		data[r] = nvi_ifindex_bits(in);
		mask[r] = NVI_LABEL_IFINDEX_MASK;
		return;
	}
	data[o] = nvi_ifindex_bits(in);
	mask[o] = NVI_LABEL_IFINDEX_MASK | octet;
	mask[r] = octet;
	mask[l] = U32_MAX;
	if (in->type == ARPHRD_ETHER && skb_mac_header_was_set(skb)) {
		const u8 *mac = eth_hdr(skb)->h_source;

		data[o] |= (u32)mac[0] << NVI_LABEL_OCTET_SHIFT;
		data[r] |= (u32)mac[1] << NVI_LABEL_OCTET_SHIFT;
		data[l] = mac[2] | mac[3] << 8 | mac[4] << 16 |
			  (u32)mac[5] << 24;
	}
}

/* Writes on change only: a cache line that is merely read stays shared. */
static void nvi_record_update(struct nf_conn *ct, const struct sk_buff *skb,
			      const struct net_device *in,
			      enum ip_conntrack_dir dir)
{
	struct nf_conn_labels *labels = nf_ct_labels_find(ct);
	u32 data[NVI_LABEL_WORDS] = {}, mask[NVI_LABEL_WORDS] = {};
	const u32 *have;
	u32 differs = 0;
	int i;

	if (unlikely(!labels)) {
		nvi_net_count(nvi_net(dev_net(in)), NVI_NET_UNRECORDED);
		return;
	}
	nvi_record_wanted(skb, in, dir, data, mask);
	have = (const u32 *)labels->bits;
	for (i = 0; i < NVI_LABEL_WORDS; i++)
		differs |= (READ_ONCE(have[i]) ^ data[i]) & mask[i];
	if (likely(!differs))
		return;
	nf_connlabels_replace(ct, data, mask, NVI_LABEL_WORDS);
	nvi_net_count(nvi_net(dev_net(in)), NVI_NET_RECORDED);
	trace_nvi_record(in, ct, dir);
}

#if IS_ENABLED(CONFIG_IPV6)
/*
 * IPv4 never lets a packet in that bears a local address as its source; IPv6
 * does.  With source NAT that is a way to use the router's own addresses, and
 * what conntrack knows about them, so look: once a connection.  The check is
 * off where IPv4's is, by the interface's accept_local.
 */
static bool nvi_spoofed6(const struct sk_buff *skb, const struct net_device *in)
{
	const struct in6_addr *saddr = &ipv6_hdr(skb)->saddr;
	struct in_device *in_dev;
	struct net *net = dev_net(in);
	struct rt6_info *rt;
	bool local;

	if (in->flags & IFF_LOOPBACK)
		return false;
	in_dev = __in_dev_get_rcu(in);
	if (in_dev && IN_DEV_ACCEPT_LOCAL(in_dev))
		return false;
	if (ipv6_addr_type(saddr) & IPV6_ADDR_LINKLOCAL)
		return false;	/* two links may well use the same ones */
	/* an address of any interface, or one made local by a route only */
	if (ipv6_chk_addr_and_flags(net, saddr, in, true, 0, 0))
		return true;
	rt = rt6_lookup(net, saddr, NULL, 0, skb, 0);
	if (!rt)
		return false;
	local = rt->rt6i_flags & RTF_LOCAL;
	ip6_rt_put(rt);
	return local;
}
#endif

static unsigned int nvi_record(void *priv, struct sk_buff *skb,
			       const struct nf_hook_state *state)
{
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct net_device *in = state->in;

	/*
	 * No conntrack: untracked, stage 2 among them.  An l3mdev master runs
	 * this hook a second time for a packet of one of its ports; the port
	 * was the real ingress.
	 */
	if (!ct || nf_ct_is_template(ct) || netif_is_l3_master(in))
		return NF_ACCEPT;
#if IS_ENABLED(CONFIG_IPV6)
	if (state->pf == NFPROTO_IPV6 && ctinfo == IP_CT_NEW &&
	    !nf_ct_is_confirmed(ct) && unlikely(nvi_spoofed6(skb, in)))
		return nvi_drop_spoofed6(skb, in);
#endif
	nvi_record_update(ct, skb, in, CTINFO2DIR(ctinfo));
	return NF_ACCEPT;
}

static const struct nf_hook_ops nvi_hooks[] = {
	{
		.hook		= nvi_record,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP_PRI_CONNTRACK + 1,
	},
#if IS_ENABLED(CONFIG_IPV6)
	{
		.hook		= nvi_record,
		.pf		= NFPROTO_IPV6,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP6_PRI_CONNTRACK + 1,
	},
#endif
};

/**
 * nvi_record_start() - from now on, record in this namespace
 * @net: the namespace
 *
 * Return: 0 or a negative errno
 */
int nvi_record_start(struct net *net)
{
	return nf_register_net_hooks(net, nvi_hooks, ARRAY_SIZE(nvi_hooks));
}

static unsigned int nvi_nothing(void *priv, struct sk_buff *skb,
				const struct nf_hook_state *state)
{
	return NF_ACCEPT;
}

/*
 * When a hook is unregistered, netfilter flushes every NFQUEUE of the namespace,
 * but only after it has made the array of hooks shorter; nf_reinject() of a
 * packet that waits at the old last place of that array then warns.  So have
 * them flushed by a hook that is behind all others and does nothing.
 */
static void nvi_flush_queues(struct net *net)
{
	static const struct nf_hook_ops last = {
		.hook		= nvi_nothing,
		.pf		= NFPROTO_IPV4,
		.hooknum	= NF_INET_PRE_ROUTING,
		.priority	= NF_IP_PRI_LAST,
	};

	if (!nf_register_net_hook(net, &last))
		nf_unregister_net_hook(net, &last);
}

/**
 * nvi_record_stop() - stop recording
 * @net: the namespace
 *
 * Hooks may still be running on return; NFQUEUEs of the namespace are empty.
 */
void nvi_record_stop(struct net *net)
{
	nvi_flush_queues(net);
	nf_unregister_net_hooks(net, nvi_hooks, ARRAY_SIZE(nvi_hooks));
}

/**
 * nvi_record_ingress() - where did packets of this direction come in?
 * @skb: a packet, with or without a connection
 * @lladdr: gets the previous hop's ETH_ALEN octets, if they are known for this
 *	direction, else stays as it is
 *
 * Return: an ifindex, or 0 for "the record does not know"
 */
unsigned int nvi_record_ingress(const struct sk_buff *skb, u8 *lladdr)
{
	const struct nf_conn_labels *labels;
	enum ip_conntrack_info ctinfo;
	struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	u32 o, r, l, ifindex;
	const u32 *have;

	labels = ct ? nf_ct_labels_find(ct) : NULL;
	if (!labels)
		return 0;
	have = (const u32 *)labels->bits;
	o = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_ORIG)]);
	r = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_REPLY)]);
	if (CTINFO2DIR(ctinfo) == IP_CT_DIR_REPLY) {
		ifindex = r & NVI_LABEL_IFINDEX_MASK;
	} else {
		ifindex = o & NVI_LABEL_IFINDEX_MASK;
		l = READ_ONCE(have[nvi_word(NVI_LABEL_WORD_LLADDR)]);
		lladdr[0] = o >> NVI_LABEL_OCTET_SHIFT;
		lladdr[1] = r >> NVI_LABEL_OCTET_SHIFT;
		lladdr[2] = l;
		lladdr[3] = l >> 8;
		lladdr[4] = l >> 16;
		lladdr[5] = l >> 24;
	}
	return ifindex == NVI_LABEL_IFINDEX_NONE ? 0 : ifindex;
}
