// SPDX-License-Identifier: GPL-2.0
/*
 * Mode reflect: packets that are larger than the MTU of their egress device.  They
 * fitted the MTU of the nvi device that they were routed to.  As
 * ip_finish_output() for a route to the egress device, this file fragments the
 * packet or sends an ICMP error.  It allocates, and so is not the common case.
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

/*
 * True if the router may fragment the packet.  IPv6 allows that to the sender
 * only, so only for the router's own packets, which have ignore_df set.
 */
static bool nvi_may_fragment(const struct sk_buff *skb)
{
	if (skb->ignore_df)
		return true;
	return skb->protocol == htons(ETH_P_IP) &&
	       !(ip_hdr(skb)->frag_off & htons(IP_DF));
}

/**
 * nvi_prepare_error() - prepare a packet for icmp_send() or icmpv6_send()
 * @skb: a packet at the end of stage 1
 *
 * icmp_send() reads the control block of IP and the dst.  But a queue may have
 * overwritten the control block, and tc's tunnel_key with mirred may have replaced
 * the dst with tunnel metadata.
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

static void nvi_send_too_big(struct sk_buff *skb, unsigned int mtu)
{
	if (skb->protocol == htons(ETH_P_IP))
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(mtu));
	else
		icmpv6_send(skb, ICMPV6_PKT_TOOBIG, 0, mtu);
}

/*
 * Allocate a route out of the egress device for one packet.  The kernel's
 * fragmentation reads the MTU and the device that needs headroom from the route,
 * and copies route, skb->dev and connection to each fragment.  skb->dev stays the
 * nvi device until nvi_fragment_output().
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

	/* without a record the address is 0, and the frame is dropped on the link */
	nvi_record_origin(nf_ct_get(skb, &ctinfo), &lladdr);
	skb_dst_drop(skb);
	reason = nvi_send_back(skb, dev, out, lladdr);
	if (unlikely(reason))
		nvi_drop(skb, dev, reason);
	return 0;	/* drops are already counted */
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

/* Segment, then fragment each segment, as ip_finish_output_gso() does. */
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
 * nvi_reflect_too_big() - fragment a packet, or send an ICMP error
 * @skb: a packet of a recorded connection, larger than @mtu
 * @dev: the nvi device
 * @out: the egress device
 * @mtu: of @out, for this family, in octets
 *
 * Context: BH disabled, RCU read side.
 * Return: NVI_NO_DROP if the packet is consumed, else the reason to drop it
 */
enum nvi_drop nvi_reflect_too_big(struct sk_buff *skb, struct net_device *dev,
				  struct net_device *out, unsigned int mtu)
{
	struct net *net = dev_net(dev);
	struct dst_entry *dst;

	nvi_prepare_error(skb);
	if (!nvi_may_fragment(skb)) {
		nvi_send_too_big(skb, mtu);
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
