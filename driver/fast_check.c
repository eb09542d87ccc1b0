// SPDX-License-Identifier: GPL-2.0
/*
 * What can take the fast path: the table in fast.h.
 */
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
 * nvi_fast_epoch() - another number after each change of a family's routes
 * @nn: the state of a namespace
 * @net: the namespace
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 */
u32 nvi_fast_epoch(const struct nvi_net *nn, const struct net *net, u8 pf)
{
	return pf == NFPROTO_IPV4 ? rt_genid_ipv4(net) :
				    atomic_read(&nn->fib6_changes);
}

/**
 * nvi_fast_connection() - can a flow table carry it?
 * @ct: a connection
 *
 * Not if something has to look at each of its packets, and TCP not before it is established;
 * UDP is by the first answer.  (As nft_flow_offload_eval() has it.)
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
 * nvi_fast_packet() - would the flow table's hooks take it?
 * @skb: a packet
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * No fragment, no options, no end of TCP.
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
 * nvi_fast_route() - can a flow table send packets this way?
 * @skb: a packet at the end of POST_ROUTING
 *
 * Not if IPsec has or had to do with it, or a route's own encapsulation, or if it does
 * not leave the router here.
 */
bool nvi_fast_route(const struct sk_buff *skb)
{
	const struct dst_entry *dst = skb_dst(skb);

	return !secpath_exists(skb) && !dst_xfrm(dst) && !dst->lwtstate &&
	       !netif_is_l3_master(dst->dev) && !nvi_is_device(dst->dev) &&
	       !(dst->dev->flags & IFF_LOOPBACK);
}

#endif /* NVI_WITH_FAST */
