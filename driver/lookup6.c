// SPDX-License-Identifier: GPL-2.0
/*
 * The routing decision of stage 2 for IPv6, made anew.  The kernel does not validate
 * IPv6 sources and exports its lookup, so this is ip6_route_input().
 */
#include <linux/ipv6.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/ipv6.h>

#include "decide6.h"
#include "nvi.h"

#if IS_ENABLED(CONFIG_IPV6)

/**
 * nvi_plain_address6() - is it one that packets are forwarded from and to?
 * @addr: any address
 */
bool nvi_plain_address6(const struct in6_addr *addr)
{
	int type = ipv6_addr_type(addr);

	return type & IPV6_ADDR_UNICAST &&
	       !(type & (IPV6_ADDR_LOOPBACK | IPV6_ADDR_LINKLOCAL));
}

/*
 * Will it be the same answer as long as nothing changes?  Not if it depends on more
 * than the flow (one of several paths), or ends by itself.
 */
static bool nvi_lasts6(struct net *net, const struct nvi_flow6 *flow,
		       const struct dst_entry *dst)
{
	const struct rt6_info *rt = dst_rt6_info(dst);
	const struct fib6_info *from = rcu_dereference(rt->from);

	return from && !from->nh && !READ_ONCE(from->fib6_nsiblings) &&
	       !(from->fib6_flags & RTF_EXPIRES) &&
	       !(rt->rt6i_flags & (RTF_LOCAL | RTF_ANYCAST | RTF_REJECT |
				   RTF_CACHE | RTF_EXPIRES)) &&
	       !dst->error && !dst->lwtstate &&
	       READ_ONCE(dst->obsolete) == DST_OBSOLETE_FORCE_CHK &&
	       READ_ONCE(net->ipv6.devconf_all->forwarding) &&
	       nvi_plain_address6(&flow->saddr) &&
	       nvi_plain_address6(&flow->daddr) &&
	       !netif_is_l3_master(dst->dev) &&	/* see nvi_pay_vrf() */
	       !nvi_is_device(dst->dev);
}

/**
 * nvi_lookup6() - route a packet's second stage
 * @net: the namespace
 * @skb: the packet
 * @in: where it comes in
 * @flow: what of it the decision depends on
 * @keep: gets whether it depends on nothing else, and may be remembered
 *
 * Context: BH disabled, RCU read side.
 * Return: a dst that is good until the end of the RCU read side; never NULL
 */
struct dst_entry *nvi_lookup6(struct net *net, struct sk_buff *skb,
			      struct net_device *in,
			      const struct nvi_flow6 *flow, bool *keep)
{
	const struct ipv6hdr *hdr = ipv6_hdr(skb);
	struct dst_entry *dst;
	struct flow_keys keys;
	struct flowi6 fl6 = {
		.flowi6_iif = in->ifindex,
		.daddr = flow->daddr,
		.saddr = flow->saddr,
		.flowlabel = ip6_flowinfo(hdr),
		.flowi6_mark = flow->mark,
		.flowi6_proto = hdr->nexthdr,
	};

	smp_rmb();	/* the caller's epoch is from before this */
	*keep = !fib6_rules_early_flow_dissect(net, skb, &fl6, &keys);
	dst = ip6_route_input_lookup(net, in, &fl6, skb,
				     RT6_LOOKUP_F_HAS_SADDR |
				     RT6_LOOKUP_F_DST_NOREF);
	*keep = *keep && nvi_lasts6(net, flow, dst);
	return dst;
}

#endif /* CONFIG_IPV6 */
