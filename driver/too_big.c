// SPDX-License-Identifier: GPL-2.0
/*
 * Mode reflect: packets that are larger than the MTU of the device that they are
 * to leave by.  They fitted the MTU of the nvi device that they were routed to,
 * so what ip_finish_output() would have done, had they been routed to the real
 * one, is done here.  None of this is the fast path: it allocates.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/ip.h>
#include <net/dst.h>
#include <net/dst_metadata.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/route.h>

#include "nvi.h"
#include "record.h"
#include "stats.h"

/* IPv6: only who made a packet may cut it, so only ours, which say so. */
static bool nvi_may_fragment(const struct sk_buff *skb)
{
	if (skb->ignore_df)
		return true;
	return skb->protocol == htons(ETH_P_IP) &&
	       !(ip_hdr(skb)->frag_off & htons(IP_DF));
}

/**
 * nvi_prepare_error() - make a packet such that an ICMP error can be sent about it
 * @skb: a packet at the end of stage 1
 *
 * icmp_send() takes what IP had in the control block as it is, and the dst for a
 * route; but a queue may have written over the one, and tc's tunnel_key with mirred
 * may have put a tunnel's metadata in the place of the other.
 */
void nvi_prepare_error(struct sk_buff *skb)
{
	memset(skb->cb, 0, sizeof(skb->cb));
	if (skb->protocol == htons(ETH_P_IP))
		IPCB(skb)->iif = skb->skb_iif;
	else
		IP6CB(skb)->iif = skb->skb_iif;
	if (unlikely(!skb_valid_dst(skb)))
		skb_dst_drop(skb);
}

static void nvi_tell_too_big(struct sk_buff *skb, unsigned int mtu)
{
	if (skb->protocol == htons(ETH_P_IP))
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(mtu));
	else
		icmpv6_send(skb, ICMPV6_PKT_TOOBIG, 0, mtu);
}

/*
 * The kernel's fragmentation asks a packet's route for the MTU and for the device
 * that needs headroom, and copies route, skb->dev and connection to each
 * fragment.  So it gets a route out of the real device, made up for this packet;
 * skb->dev stays the nvi device until nvi_fragment_output().
 */
static struct dst_entry *nvi_route_out(struct net *net, struct net_device *out,
				       __be16 protocol)
{
	struct rtable *rt;

#if IS_ENABLED(CONFIG_IPV6)
	if (protocol == htons(ETH_P_IPV6)) {
		struct rt6_info *rt6 = ip6_dst_alloc(net, out, DST_NOCOUNT);

		return rt6 ? &rt6->dst : NULL;
	}
#endif
	rt = rt_dst_alloc(out, 0, RTN_UNICAST, true);
	return rt ? &rt->dst : NULL;
}

static int nvi_fragment_output(struct net *net, struct sock *sk,
			       struct sk_buff *skb)
{
	struct net_device *out = skb_dst_dev(skb);
	struct net_device *dev = skb->dev;
	enum ip_conntrack_info ctinfo;
	enum nvi_drop reason;
	u64 lladdr = 0;

	/* dropped by the neighbour's switch, should the record be lost here */
	nvi_record_origin(nf_ct_get(skb, &ctinfo), &lladdr);
	skb_dst_drop(skb);
	reason = nvi_send_back(skb, dev, out, lladdr);
	if (unlikely(reason))
		nvi_drop(skb, dev, reason);
	return 0;	/* what is lost here has been counted */
}

static void nvi_fragment(struct net *net, struct net_device *dev,
			 struct sk_buff *skb, unsigned int mtu)
{
	struct sock *sk = skb->sk;
	int err = 0;

	if (skb->len <= mtu)
		nvi_fragment_output(net, sk, skb);
	else if (skb->protocol == htons(ETH_P_IP))
		err = ip_do_fragment(net, sk, skb, nvi_fragment_output);
#if IS_ENABLED(CONFIG_IPV6)
	else
		err = ip6_fragment(net, sk, skb, nvi_fragment_output);
#endif
	if (unlikely(err))
		nvi_count_drop(dev, err == -EMSGSIZE ? NVI_DROP_TOO_BIG :
						       NVI_DROP_NO_MEMORY);
}

/* Segments that are larger than a packet may be: as ip_finish_output_gso(). */
static enum nvi_drop nvi_fragment_segments(struct net *net,
					   struct net_device *dev,
					   struct sk_buff *skb,
					   unsigned int mtu)
{
	struct sk_buff *segs, *next;

	segs = skb_gso_segment(skb, netif_skb_features(skb) &
				    ~NETIF_F_GSO_MASK);
	if (IS_ERR_OR_NULL(segs))
		return segs == ERR_PTR(-ENOMEM) ? NVI_DROP_NO_MEMORY :
						  NVI_DROP_MALFORMED;
	consume_skb(skb);
	skb_list_walk_safe(segs, skb, next) {
		skb_mark_not_on_list(skb);
		nvi_fragment(net, dev, skb, mtu);
	}
	return NVI_NO_DROP;
}

/**
 * nvi_reflect_too_big() - fragment a packet, or tell its sender
 * @skb: a packet of a recorded connection, larger than @mtu
 * @dev: the nvi device
 * @out: the device that it shall leave by
 * @mtu: of @out, for this family
 *
 * Context: BH disabled, RCU read side.
 * Return: NVI_NO_DROP, and the packet has gone; or why it must be dropped
 */
enum nvi_drop nvi_reflect_too_big(struct sk_buff *skb, struct net_device *dev,
				  struct net_device *out, unsigned int mtu)
{
	struct net *net = dev_net(dev);
	struct dst_entry *dst;

	nvi_prepare_error(skb);
	if (!nvi_may_fragment(skb)) {
		nvi_tell_too_big(skb, mtu);
		return NVI_DROP_TOO_BIG;
	}
	dst = nvi_route_out(net, out, skb->protocol);
	if (!dst)
		return NVI_DROP_NO_MEMORY;
	skb_dst_drop(skb);
	skb_dst_set(skb, dst);
	if (skb_is_gso(skb))
		return nvi_fragment_segments(net, dev, skb, mtu);
	nvi_fragment(net, dev, skb, mtu);
	return NVI_NO_DROP;
}
