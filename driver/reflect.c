// SPDX-License-Identifier: GPL-2.0
/*
 * Mode reflect: a reply goes back the way its connection came, out of the
 * interface that the original direction comes in by, to the link-layer address
 * that it comes from.  No route is asked, and no neighbour.
 *
 * The packet has been through POST_ROUTING on its way here, so it is translated
 * and confirmed; what is left of the way out is what ip_finish_output2() does.
 */
#include <linux/etherdevice.h>
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
#include "trace.h"

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
 * Return: 0 with @out and @lladdr set, or why the packet cannot be reflected
 */
static enum nvi_count nvi_way_back(const struct sk_buff *skb,
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
	return nvi_stale(ct) ? NVI_UNREFLECTED_STALE : 0;
}

static void nvi_refuse(struct sk_buff *skb, enum nvi_count family)
{
	nvi_prepare_error(skb);
	if (family == NVI_REINJECT4)
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_NET_UNREACH, 0);
	else
		icmpv6_send(skb, ICMPV6_DEST_UNREACH, ICMPV6_NOROUTE, 0);
}

/* IPv6 has its own, which a router advertisement may have made smaller. */
static unsigned int nvi_mtu(const struct net_device *out,
			    enum nvi_count family)
{
#if IS_ENABLED(CONFIG_IPV6)
	const struct inet6_dev *idev;

	if (family == NVI_REINJECT6) {
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
				     const struct nvi_config *config,
				     enum nvi_count family)
{
	struct sk_buff *copy = pskb_copy(skb, GFP_ATOMIC);
	enum nvi_count why;

	if (!copy)
		return;
	nvi_count(dev, NVI_UNREFLECTED_STALE);
	why = nvi_reinject(copy, dev, config, family);
	if (why)
		nvi_drop(copy, dev, why);
}

static noinline bool nvi_put_other_header(struct sk_buff *skb,
					  struct net_device *out, u64 lladdr)
{
	u8 to[ETH_ALEN];

	nvi_lladdr_put(to, lladdr);
	return dev_hard_header(skb, out, ntohs(skb->protocol), to, NULL,
			       skb->len) >= 0;
}

/*
 * The link-layer header: of Ethernet itself, as eth_header() would make it, without the
 * way there; VLANs and the like have their own.
 */
static __always_inline bool
nvi_put_header(struct sk_buff *skb, struct net_device *out, u64 lladdr)
{
	const struct header_ops *ops = out->header_ops;
	struct ethhdr *eth;

	if (unlikely(!ops || ops->create != eth_header))
		return nvi_put_other_header(skb, out, lladdr);
	eth = __skb_push(skb, ETH_HLEN);	/* there is room: skb_cow_head() */
	nvi_lladdr_put(eth->h_dest, lladdr);
	ether_addr_copy(eth->h_source, out->dev_addr);
	eth->h_proto = skb->protocol;
	return true;
}

static __always_inline enum nvi_count
nvi_send_by(struct sk_buff *skb, struct net_device *dev, struct net_device *out,
	    u64 lladdr, enum nvi_count how)
{
	unsigned int len = skb->len;
	int err;

	if (unlikely(skb_cow_head(skb, LL_RESERVED_SPACE(out))))
		return NVI_DROP_NO_MEMORY;
	trace_nvi_reflect(dev, skb, out, lladdr);
	skb->dev = out;
	if (likely(out->type == ARPHRD_ETHER) &&
	    unlikely(!nvi_put_header(skb, out, lladdr)))
		return NVI_DROP_EGRESS;
	err = dev_queue_xmit(skb);
	if (likely(net_xmit_eval(err) == 0))
		nvi_count_passed(netdev_priv(dev), how, len, false);
	else
		nvi_count(dev, NVI_DROP_EGRESS);	/* it freed the packet */
	return 0;
}

/**
 * nvi_send_back() - give a packet to the device that it shall leave by
 * @skb: a packet that fits the device's MTU
 * @dev: the nvi device
 * @out: the device
 * @lladdr: the destination's link-layer address, where @out has such, for
 *	nvi_lladdr_put()
 *
 * What GSO made big stays whole until here, and @out's features decide.  A
 * fragment or a segment is counted as a packet of its own.
 *
 * Context: BH disabled, RCU read side.
 * Return: 0, and the packet has gone; or why it must be dropped
 */
enum nvi_count nvi_send_back(struct sk_buff *skb, struct net_device *dev,
			     struct net_device *out, u64 lladdr)
{
	return nvi_send_by(skb, dev, out, lladdr,
			   skb->protocol == htons(ETH_P_IP) ? NVI_REFLECT4 :
							      NVI_REFLECT6);
}

/**
 * nvi_reflect() - send a reply back the way its connection came
 * @skb: a packet with a whole IP header
 * @dev: the nvi device
 * @config: its settings
 * @family: NVI_REINJECT4 or NVI_REINJECT6
 *
 * Context: BH disabled, RCU read side.
 * Return: 0, and the packet has gone; or why it must be dropped
 */
enum nvi_count nvi_reflect(struct sk_buff *skb, struct net_device *dev,
			   const struct nvi_config *config,
			   enum nvi_count family)
{
	struct net_device *out;
	enum nvi_count why;
	unsigned int mtu;
	u64 lladdr;

	why = nvi_way_back(skb, dev, &out, &lladdr);
	if (unlikely(why == NVI_UNREFLECTED_STALE)) {
		/* refused, one would be lost that may only have been slow */
		if (config->fallback == NVI_FALLBACK_ROUTE)
			nvi_ask_routing(skb, dev, config, family);
		why = 0;
	}
	if (likely(!why)) {
		mtu = nvi_mtu(out, family);
		if (unlikely(nvi_too_big(skb, mtu)))
			return nvi_reflect_too_big(skb, dev, out, mtu);
		return nvi_send_by(skb, dev, out, lladdr,
				   family == NVI_REINJECT4 ? NVI_REFLECT4 :
							     NVI_REFLECT6);
	}
	nvi_count(dev, why);
	if (config->fallback == NVI_FALLBACK_ROUTE)
		return nvi_reinject(skb, dev, config, family);
	nvi_refuse(skb, family);
	return NVI_DROP_REFUSED;
}
