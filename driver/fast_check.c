// SPDX-License-Identifier: GPL-2.0
/* The conditions for the fast path: see the table in fast.h. */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <net/ip.h>
#include <net/l3mdev.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "fast.h"

#ifdef NVI_WITH_FAST

/**
 * nvi_fast_epoch() - a number that changes with the routes of a family
 * @nn: state of the namespace
 * @net: the namespace
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Return: the number
 */
u32 nvi_fast_epoch(const struct nvi_net *nn, const struct net *net, u8 pf)
{
	return pf == NFPROTO_IPV4 ? rt_genid_ipv4(net) :
				    atomic_read(&nn->fib6_changes);
}

/**
 * nvi_fast_connection() - test whether a flow table can forward a connection
 * @ct: the connection
 *
 * As nft_flow_offload_eval(): not if the kernel must examine each packet (helper,
 * sequence adjustment).  TCP must be established; UDP needs a reply, which
 * nvi_fast_complete() checks.
 *
 * Return: true if it can
 */
bool nvi_fast_connection(const struct nf_conn *ct)
{
	if (READ_ONCE(ct->status) & (IPS_OFFLOAD | IPS_SEQ_ADJUST |
				     IPS_NAT_CLASH | IPS_DYING) ||
	    nf_ct_ext_exist(ct, NF_CT_EXT_HELPER))
		return false;
	switch (nf_ct_protonum(ct)) {
	case IPPROTO_TCP:
		return READ_ONCE(ct->proto.tcp.state) == TCP_CONNTRACK_ESTABLISHED;
	case IPPROTO_UDP:
		return true;
	default:
		return false;
	}
}

/**
 * nvi_fast_packet() - test whether the flow table's hooks would forward a packet
 * @skb: the packet
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * They do not forward fragments, IP options, or TCP FIN and RST.
 *
 * Return: true if they would
 */
bool nvi_fast_packet(const struct sk_buff *skb, u8 pf)
{
	const struct tcphdr *th;
	struct tcphdr buf;
	u8 proto;
	int thoff;

	if (pf == NFPROTO_IPV4) {
		if (ip_is_fragment(ip_hdr(skb)) || ip_hdr(skb)->ihl != 5)
			return false;
		proto = ip_hdr(skb)->protocol;
		thoff = sizeof(struct iphdr);
	} else {
		proto = ipv6_hdr(skb)->nexthdr;
		thoff = sizeof(struct ipv6hdr);
	}
	if (proto != IPPROTO_TCP)
		return proto == IPPROTO_UDP;
	th = skb_header_pointer(skb, skb_network_offset(skb) + thoff,
				sizeof(buf), &buf);
	return th && !th->fin && !th->rst;
}

/**
 * nvi_fast_route() - test whether a flow table can use the route of a packet
 * @skb: the packet, at the end of POST_ROUTING
 *
 * It cannot if IPsec or an lwtunnel applies, or if the packet does not leave the
 * router by this route.
 *
 * Return: true if it can
 */
bool nvi_fast_route(const struct sk_buff *skb)
{
	const struct dst_entry *dst = skb_dst(skb);

	return !secpath_exists(skb) && !dst_xfrm(dst) && !dst->lwtstate &&
	       !netif_is_l3_master(dst->dev) && !nvi_is_device(dst->dev) &&
	       !(dst->dev->flags & IFF_LOOPBACK);
}

#endif /* NVI_WITH_FAST */
