// SPDX-License-Identifier: GPL-2.0
/*
 * Select one of several next hops for a forwarded packet.  The kernel's
 * fib_select_multipath() and fib_multipath_hash() are not exported.  The
 * functions here follow the same sysctls: fib_multipath_hash_policy,
 * fib_multipath_hash_fields and fib_multipath_use_neigh, see
 * Documentation/networking/ip-sysctl.rst.
 */
#include <linux/icmp.h>
#include <linux/jhash.h>
#include <net/arp.h>
#include <net/flow_dissector.h>
#include <net/ip.h>
#include <net/ip_fib.h>
#include <net/ndisc.h>
#include <net/nexthop.h>

#include "stage2.h"

#ifdef CONFIG_IP_ROUTE_MULTIPATH

/*
 * Policy 0, and policy 2 without a tunnel: addresses.  For an ICMP error, those of
 * the packet that it quotes, so that both take the same next hop.
 */
static void nvi_hash_addresses(const struct sk_buff *skb, struct flow_keys *keys)
{
	const struct iphdr *iph = ip_hdr(skb), *inner;
	const struct icmphdr *icmph;
	struct iphdr inner_buf;
	struct icmphdr icmp_buf;

	keys->control.addr_type = FLOW_DISSECTOR_KEY_IPV4_ADDRS;
	keys->addrs.v4addrs.src = iph->saddr;
	keys->addrs.v4addrs.dst = iph->daddr;
	if (iph->protocol != IPPROTO_ICMP || iph->frag_off & htons(IP_OFFSET))
		return;
	icmph = skb_header_pointer(skb, skb_network_offset(skb) + iph->ihl * 4,
				   sizeof(icmp_buf), &icmp_buf);
	if (!icmph || !icmp_is_err(icmph->type))
		return;
	inner = skb_header_pointer(skb, skb_network_offset(skb) + iph->ihl * 4 +
				   sizeof(icmp_buf), sizeof(inner_buf), &inner_buf);
	if (!inner)
		return;
	keys->addrs.v4addrs.src = inner->saddr;
	keys->addrs.v4addrs.dst = inner->daddr;
}

/* Policy 1: addresses, protocol and ports. */
static void nvi_hash_ports(const struct sk_buff *skb, struct flow_keys *keys)
{
	struct flow_keys seen;

	skb_flow_dissect_flow_keys(skb, &seen, FLOW_DISSECTOR_F_STOP_AT_ENCAP);
	keys->control.addr_type = FLOW_DISSECTOR_KEY_IPV4_ADDRS;
	keys->addrs.v4addrs = seen.addrs.v4addrs;
	keys->ports.src = seen.ports.src;
	keys->ports.dst = seen.ports.dst;
	keys->basic.ip_proto = seen.basic.ip_proto;
}

/* Policy 2: addresses of the inner packet of a tunnel, else of the packet. */
static void nvi_hash_inner(const struct sk_buff *skb, struct flow_keys *keys)
{
	struct flow_keys seen;

	skb_flow_dissect_flow_keys(skb, &seen, 0);
	switch (seen.control.addr_type) {
	case FLOW_DISSECTOR_KEY_IPV4_ADDRS:
		keys->control.addr_type = FLOW_DISSECTOR_KEY_IPV4_ADDRS;
		keys->addrs.v4addrs = seen.addrs.v4addrs;
		break;
	case FLOW_DISSECTOR_KEY_IPV6_ADDRS:
		keys->control.addr_type = FLOW_DISSECTOR_KEY_IPV6_ADDRS;
		keys->addrs.v6addrs = seen.addrs.v6addrs;
		keys->tags.flow_label = seen.tags.flow_label;
		keys->basic.ip_proto = seen.basic.ip_proto;
		break;
	default:
		nvi_hash_addresses(skb, keys);
	}
}

/* Policy 3: fields that a sysctl selects, of the outer and the inner packet. */
static u32 nvi_hash_fields(const struct net *net, const struct sk_buff *skb)
{
	u32 fields = nvi_compat_hash_fields(net), outer = 0, inner = 0;
	struct flow_keys seen, keys = {};
	bool encapsulated = true;

	if (fields & NVI_HASH_OUTER) {
		skb_flow_dissect_flow_keys(skb, &seen,
					   FLOW_DISSECTOR_F_STOP_AT_ENCAP);
		nvi_compat_hash_outer(fields, &seen, &keys);
		encapsulated = seen.control.flags & FLOW_DIS_ENCAPSULATION;
		outer = nvi_compat_hash_keys(net, &keys);
	}
	if (fields & NVI_HASH_INNER && encapsulated) {
		skb_flow_dissect_flow_keys(skb, &seen, 0);
		if (seen.control.flags & FLOW_DIS_ENCAPSULATION) {
			memset(&keys, 0, sizeof(keys));
			nvi_compat_hash_inner(fields, &seen, &keys);
			inner = nvi_compat_hash_keys(net, &keys);
		}
	}
	return jhash_2words(outer, inner, 0);
}

static int nvi_multipath_hash4(const struct net *net, const struct sk_buff *skb)
{
	struct flow_keys keys = {};

	switch (READ_ONCE(net->ipv4.sysctl_fib_multipath_hash_policy)) {
	case 1:
		if (skb->l4_hash)
			return skb_get_hash_raw(skb) >> 1;
		nvi_hash_ports(skb, &keys);
		break;
	case 2:
		nvi_hash_inner(skb, &keys);
		break;
	case 3:
		return nvi_hash_fields(net, skb) >> 1;
	default:
		nvi_hash_addresses(skb, &keys);
	}
	return nvi_compat_hash_keys(net, &keys) >> 1;
}

/* True if the next hop's neighbour is valid, or has no entry yet. */
static bool nvi_good_neighbour(const struct fib_nh *nh)
{
	struct neighbour *n = NULL;

	if (nh->fib_nh_scope != RT_SCOPE_LINK)
		return true;
	if (nh->fib_nh_gw_family == AF_INET)
		n = __ipv4_neigh_lookup_noref(nh->fib_nh_dev,
					      (__force u32)nh->fib_nh_gw4);
	else if (IS_ENABLED(CONFIG_IPV6) && nh->fib_nh_gw_family == AF_INET6)
		n = nvi_compat_neigh_lookup6(nh->fib_nh_dev, &nh->fib_nh_gw6);
	return !n || READ_ONCE(n->nud_state) & NUD_VALID;
}

/**
 * nvi_select_path4() - select one of several next hops
 * @net: the namespace
 * @skb: the packet
 * @res: result of the FIB lookup; gets the selected next hop
 *
 * With ignore_routes_with_linkdown, a next hop without carrier has an upper bound
 * of -1, which no hash matches.
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_select_path4(struct net *net, struct sk_buff *skb,
		      struct fib_result *res)
{
	bool use_neigh = READ_ONCE(net->ipv4.sysctl_fib_multipath_use_neigh);
	int hash = nvi_multipath_hash4(net, skb), i, bound;
	struct fib_info *fi = res->fi;
	bool first = true;

	if (fi->nh) {
		nexthop_path_fib_result(res, hash);
		return;
	}
	for (i = 0; i < fi->fib_nhs; i++) {
		bound = atomic_read(&fi->fib_nh[i].fib_nh_upper_bound);
		if (use_neigh && !nvi_good_neighbour(&fi->fib_nh[i]))
			continue;
		/* the first good one, if the hash selects none of the good ones */
		if (hash <= bound || (use_neigh && first)) {
			res->nhc = &fi->fib_nh[i].nh_common;
			res->nh_sel = i;
		}
		if (hash <= bound)
			return;
		first = false;
	}
}

#else

void nvi_select_path4(struct net *net, struct sk_buff *skb,
		      struct fib_result *res)
{
}

#endif /* CONFIG_IP_ROUTE_MULTIPATH */
