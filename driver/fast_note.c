// SPDX-License-Identifier: GPL-2.0
/*
 * Note the path of a packet through stage 2.  A note is begun at the end of stage
 * 1 and finished at the end of POST_ROUTING in stage 2, where the packet has
 * passed every filter of its direction.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip6_fib.h>
#include <net/netfilter/nf_conntrack.h>

#include "fast.h"

#ifdef NVI_WITH_FAST

/* True if the connection mark selects the connection. */
static bool nvi_fast_chosen(const struct nf_conn *ct,
			    const struct nvi_config *config)
{
#ifdef CONFIG_NF_CONNTRACK_MARK
	return (READ_ONCE(ct->mark) & config->fast_mask) == config->fast_mark;
#else
	return true;
#endif
}

/**
 * nvi_fast_begin() - begin a note if the packet's connection may take the fast path
 * @skb: a packet at the end of stage 1
 * @dev: the nvi device
 * @config: its settings
 * @in: ifindex of the real device that the packet arrived at
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_fast_begin(const struct sk_buff *skb, const struct net_device *dev,
		    const struct nvi_config *config, int in, u8 pf)
{
	struct nvi_net *nn = nvi_dev_net(dev);
	struct nvi_ways *ways = rcu_dereference_bh(nn->ways);
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	struct nvi_way way = { .in = in, .nvi = dev->ifindex };

	if (!ways || !ct || skb->sk || ctinfo == IP_CT_RELATED ||
	    ctinfo == IP_CT_RELATED_REPLY || !nvi_fast_connection(ct) ||
	    !nvi_fast_chosen(ct, config))
		return;
	way.epoch = nvi_fast_epoch(nn, dev_net(dev), pf);
	nvi_way_begin(ways, &ct->tuplehash[!CTINFO2DIR(ctinfo)].tuple, &way);
}

static u32 nvi_fast_cookie(const struct dst_entry *dst)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (dst->ops->family == AF_INET6)
		return rt6_get_cookie(dst_rt6_info(dst));
#endif
	return 0;
}

/*
 * Get the tuple of the reply to @skb, a packet of TCP or UDP.
 *
 * Return: false if the packet is truncated
 */
static bool nvi_fast_answer(const struct sk_buff *skb, u8 pf,
			    struct nf_conntrack_tuple *answer)
{
	int thoff = skb_network_offset(skb);
	const __be16 *ports;
	__be16 buf[2];

	memset(answer, 0, sizeof(*answer));
	answer->src.l3num = pf;
	if (pf == NFPROTO_IPV4) {
		answer->src.u3.ip = ip_hdr(skb)->daddr;
		answer->dst.u3.ip = ip_hdr(skb)->saddr;
		answer->dst.protonum = ip_hdr(skb)->protocol;
		thoff += sizeof(struct iphdr);
	} else {
		answer->src.u3.in6 = ipv6_hdr(skb)->daddr;
		answer->dst.u3.in6 = ipv6_hdr(skb)->saddr;
		answer->dst.protonum = ipv6_hdr(skb)->nexthdr;
		thoff += sizeof(struct ipv6hdr);
	}
	ports = skb_header_pointer(skb, thoff, sizeof(buf), buf);
	if (!ports)
		return false;
	answer->src.u.all = ports[1];
	answer->dst.u.all = ports[0];
	return true;
}

/**
 * nvi_fast_note() - finish the note of a packet, if one was begun
 * @nn: state of the namespace
 * @skb: an untracked packet at the end of POST_ROUTING
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @in: the real device that the packet arrived at
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_fast_note(struct nvi_net *nn, const struct sk_buff *skb, u8 pf,
		   const struct net_device *in)
{
	struct nvi_ways *ways = rcu_dereference(nn->ways);
	struct nf_conntrack_tuple answer;

	if (ways && nvi_fast_packet(skb, pf) && nvi_fast_route(skb) &&
	    nvi_fast_answer(skb, pf, &answer))
		nvi_way_note(ways, &answer, in->ifindex, skb_dst(skb),
			     nvi_fast_cookie(skb_dst(skb)));
}

#endif /* NVI_WITH_FAST */
