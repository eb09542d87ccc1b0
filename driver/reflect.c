// SPDX-License-Identifier: GPL-2.0
/*
 * Mode reflect: a reply goes back the way its connection came, out of the
 * interface that the original direction comes in by, to the link-layer address
 * that it comes from.  No route is asked, and no neighbour.
 *
 * The packet has been through POST_ROUTING on its way here, so it is translated
 * and confirmed; what is left of the way out is send_back.c.
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

/* With which kind of link-layer header does a device send? */
enum nvi_link { NVI_LINK_NONE, NVI_LINK_ETHER, NVI_LINK_UNUSABLE };

/*
 * A device without a link-layer header (tun, PPP, point-to-point tunnels) has
 * one peer.  Loopback and nvi devices lead back to here; and what needs an
 * address that the record has no room for cannot be sent by.
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
 * The other end has not been heard of for a while: conntrack sees one and the
 * same segment again and again, with nothing in between.  The previous hop may be
 * gone, without a successor that has sent anything yet: the connection would have
 * moved to it, see learn.c.  Plain routing would find out by ARP or ND.
 */
static bool nvi_stale(const struct nf_conn *ct)
{
	return nf_ct_protonum(ct) == IPPROTO_TCP &&
	       unlikely(READ_ONCE(ct->proto.tcp.retrans) >= 2);
}

/*
 * Where to?
 * Return: NVI_REFLECTED with @out and @lladdr set, or why the packet cannot be
 */
static enum nvi_unreflected nvi_way_back(const struct sk_buff *skb,
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
	return nvi_stale(ct) ? NVI_UNREFLECTED_STALE : NVI_REFLECTED;
}

static void nvi_refuse(struct sk_buff *skb, u8 pf)
{
	nvi_prepare_error(skb);
	if (pf == NFPROTO_IPV4)
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_NET_UNREACH, 0);
	else
		icmpv6_send(skb, ICMPV6_DEST_UNREACH, ICMPV6_NOROUTE, 0);
}

/* IPv6 has its own, which a router advertisement may have made smaller. */
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
 * Send a copy the way that routing would have it, too.  Not the packet itself: it may
 * have been the network that was gone for a while, and then the recorded way is the
 * right one again.  Of two that arrive TCP takes one.
 */
static noinline void nvi_ask_routing(struct sk_buff *skb,
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
 * nvi_reflect() - send a reply back the way its connection came
 * @skb: a packet with a whole IP header
 * @dev: the nvi device
 * @config: its settings
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: BH disabled, RCU read side.
 * Return: NVI_NO_DROP, and the packet has gone; or why it must be dropped
 */
enum nvi_drop nvi_reflect(struct sk_buff *skb, struct net_device *dev,
			  const struct nvi_config *config, u8 pf)
{
	enum nvi_unreflected why;
	struct net_device *out;
	unsigned int mtu;
	u64 lladdr;

	why = nvi_way_back(skb, dev, &out, &lladdr);
	if (unlikely(why == NVI_UNREFLECTED_STALE)) {
		/* refused, one would be lost that may only have been slow */
		if (config->fallback == NVI_FALLBACK_ROUTE)
			nvi_ask_routing(skb, dev, config, pf);
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
