/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What stage 2 asks of each IPv6 packet whose decision has been made before, in
 * either mode.
 */
#ifndef _NVI_PLAIN6_H
#define _NVI_PLAIN6_H

#include <net/ip6_route.h>
#include <net/ipv6.h>

#if IS_ENABLED(CONFIG_IPV6)

/* What no event tells of. (No settings: ipv6.disable=1) */
static inline bool nvi_plain6(const struct net *net, const struct sk_buff *skb)
{
	const struct ipv6_devconf *all = net->ipv6.devconf_all;

	return all && READ_ONCE(all->forwarding) && !READ_ONCE(all->proxy_ndp) &&
	       ipv6_hdr(skb)->nexthdr != NEXTHDR_HOP;
}

/* No MTU of IPv6 is smaller, so most packets need not ask. */
static inline u32 nvi_mtu6(const struct sk_buff *skb,
			   const struct dst_entry *dst)
{
	if (skb->len <= IPV6_MIN_MTU)
		return IPV6_MIN_MTU;
	return max_t(u32, IPV6_MIN_MTU, ip6_dst_mtu_maybe_forward(dst, true));
}

#endif /* CONFIG_IPV6 */
#endif /* _NVI_PLAIN6_H */
