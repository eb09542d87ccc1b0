// SPDX-License-Identifier: GPL-2.0
/*
 * Mode reflect: send a reply out of the ingress interface of the original direction,
 * to the link-layer address that the packets of that direction come from, without
 * a route or neighbour lookup.
 *
 * The packet has passed POST_ROUTING on its way to the nvi device, so it is
 * translated, and its connection is confirmed.  send_back.c transmits it.
 */
#include <linux/icmp.h>
#include <linux/icmpv6.h>
#include <linux/if_arp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/addrconf.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/l3mdev.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_l4proto.h>

#include "nvi.h"
#include "record.h"
#include "stats.h"

/* link-layer header that a device sends with */
enum nvi_link { NVI_LINK_NONE, NVI_LINK_ETHER, NVI_LINK_UNUSABLE };

/*
 * A device without a link-layer header (tun, PPP, point-to-point tunnel) has one
 * peer.  Loopback, nvi and VRF devices lead back to this router.  A device that
 * needs an address other than Ethernet's cannot be used: the record does not
 * hold one.
 */
static enum nvi_link nvi_link_kind(const struct net_device *out)
{
	if (likely(out->type == ARPHRD_ETHER))
		return NVI_LINK_ETHER;
	if (out->flags & IFF_LOOPBACK || nvi_is_device(out) ||
	    netif_is_l3_master(out) || dev_has_header(out))
		return NVI_LINK_UNUSABLE;
	return NVI_LINK_NONE;
}

/*
 * True if the peer of a TCP connection has not answered for a while: conntrack sees
 * retransmissions of one segment, and no packet in between.  The previous hop may
 * be gone, and no successor may have sent a packet yet, which would have moved
 * the record (learn.c).  A routed packet would detect that by ARP or ND.
 */
static bool nvi_unanswered(const struct nf_conn *ct)
{
	return nf_ct_protonum(ct) == IPPROTO_TCP &&
	       unlikely(READ_ONCE(ct->proto.tcp.retrans) >= 2);
}

/*
 * Find the egress device and link-layer address of a reply.
 *
 * Return: NVI_REFLECTED or NVI_UNREFLECTED_STALE with @out and @lladdr set, or the
 * reason why the packet cannot be reflected
 */
static enum nvi_unreflected nvi_reflect_path(const struct sk_buff *skb,
					     const struct net_device *dev,
					     struct net_device **out, u64 *lladdr)
{
	enum ip_conntrack_info ctinfo;
	const struct nf_conn *ct = nf_ct_get(skb, &ctinfo);
	unsigned int ifindex;

	if (unlikely(!ct))
		return NVI_UNREFLECTED_NO_RECORD;
	if (unlikely(CTINFO2DIR(ctinfo) != IP_CT_DIR_REPLY))
		return NVI_UNREFLECTED_ORIGINAL;
	ifindex = nvi_record_origin(ct, lladdr);
	if (unlikely(!ifindex))
		return NVI_UNREFLECTED_NO_RECORD;
	*out = dev_get_by_index_rcu(dev_net(dev), ifindex);
	if (unlikely(!*out))
		return NVI_UNREFLECTED_GONE;
	if (unlikely(!netif_running(*out) || !netif_carrier_ok(*out)))
		return NVI_UNREFLECTED_DOWN;
	switch (nvi_link_kind(*out)) {
	case NVI_LINK_ETHER:
		if (unlikely(!*lladdr))
			return NVI_UNREFLECTED_LINK;
		break;
	case NVI_LINK_UNUSABLE:
		return NVI_UNREFLECTED_LINK;
	case NVI_LINK_NONE:
		break;
	}
	return nvi_unanswered(ct) ? NVI_UNREFLECTED_STALE : NVI_REFLECTED;
}

static void nvi_refuse(struct sk_buff *skb, u8 pf)
{
	nvi_prepare_error(skb);
	if (pf == NFPROTO_IPV4)
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_NET_UNREACH, 0);
	else
		icmpv6_send(skb, ICMPV6_DEST_UNREACH, ICMPV6_NOROUTE, 0);
}

/* IPv6 has an MTU of its own, which a router advertisement may have lowered. */
static unsigned int nvi_mtu(const struct net_device *out, u8 pf)
{
#if IS_ENABLED(CONFIG_IPV6)
	const struct inet6_dev *idev;

	if (pf == NFPROTO_IPV6) {
		idev = __in6_dev_get(out);
		if (likely(idev))
			return READ_ONCE(idev->cnf.mtu6);
	}
#endif
	return READ_ONCE(out->mtu);
}

static bool nvi_too_big(const struct sk_buff *skb, unsigned int mtu)
{
	return skb->len > mtu &&
	       !(skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu));
}

/*
 * Send a copy of the packet through stage 2, too.  The packet itself still takes the
 * recorded path: if only the network was down for a while, that path is correct
 * again.  TCP accepts one of the two.
 */
static noinline void nvi_route_copy(struct sk_buff *skb,
				    struct net_device *dev,
				    const struct nvi_config *config, u8 pf)
{
	struct sk_buff *copy = pskb_copy(skb, GFP_ATOMIC);
	enum nvi_drop why;

	if (!copy)
		return;
	nvi_count_unreflected(dev, NVI_UNREFLECTED_STALE);
	why = nvi_reinject(copy, dev, config, pf);
	if (why)
		nvi_drop(copy, dev, why);
}

/**
 * nvi_reflect() - send a reply back to where its connection came from
 * @skb: a packet with a complete IP header
 * @dev: the nvi device
 * @config: its settings
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: BH disabled, RCU read side.
 * Return: NVI_NO_DROP if the packet is consumed, else the reason to drop it
 */
enum nvi_drop nvi_reflect(struct sk_buff *skb, struct net_device *dev,
			  const struct nvi_config *config, u8 pf)
{
	enum nvi_unreflected why;
	struct net_device *out;
	unsigned int mtu;
	u64 lladdr;

	why = nvi_reflect_path(skb, dev, &out, &lladdr);
	if (unlikely(why == NVI_UNREFLECTED_STALE)) {
		/* refusing would lose a packet whose answer may only be late */
		if (config->fallback == NVI_FALLBACK_ROUTE)
			nvi_route_copy(skb, dev, config, pf);
		why = NVI_REFLECTED;
	}
	if (likely(why == NVI_REFLECTED)) {
		mtu = nvi_mtu(out, pf);
		if (unlikely(nvi_too_big(skb, mtu)))
			return nvi_reflect_too_big(skb, dev, out, mtu);
		return nvi_send_back(skb, dev, out, lladdr);
	}
	nvi_count_unreflected(dev, why);
	if (config->fallback == NVI_FALLBACK_ROUTE)
		return nvi_reinject(skb, dev, config, pf);
	nvi_refuse(skb, pf);
	return NVI_DROP_REFUSED;
}
