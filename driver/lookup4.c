// SPDX-License-Identifier: GPL-2.0
/*
 * The routing decision of stage 2 for IPv4: that of ip_route_input_slow(), with
 * rules and marks, but without validation of the source.
 */
#include <net/flow_dissector.h>
#include <net/ip.h>
#include <net/ip_fib.h>
#include <net/nexthop.h>
#include <net/route.h>

#include "stage2.h"

/**
 * nvi_lookup4() - look up the stage-2 route of a packet
 * @net: the namespace
 * @skb: the packet
 * @in: its ingress interface in stage 2
 * @routes: cache of the namespace
 *
 * Context: BH disabled, RCU read side.
 * Return: a route that is valid until the end of the RCU read side, or an
 *	ERR_PTR(): -ENOENT if the kernel has to decide (local, unreachable,
 *	...), -ELOOP if the route leads to an nvi device, -ENOMEM
 */
struct rtable *nvi_lookup4(struct net *net, struct sk_buff *skb,
			   const struct net_device *in,
			   struct nvi_routes4 *routes)
{
	const struct iphdr *iph = ip_hdr(skb);
	struct fib_result res;
	struct flow_keys keys;
	struct flowi4 fl4 = {
		.flowi4_iif = in->ifindex,
		.flowi4_mark = skb->mark,
		.flowi4_dscp = ip4h_dscp(iph),
		.flowi4_scope = RT_SCOPE_UNIVERSE,
		.flowi4_uid = sock_net_uid(net, NULL),
		.daddr = iph->daddr,
		.saddr = iph->saddr,
	};

	fib4_rules_early_flow_dissect(net, skb, &fl4, &keys);
	if (fib_lookup(net, &fl4, &res, 0) || res.type != RTN_UNICAST)
		return ERR_PTR(-ENOENT);
	if (unlikely(fib_info_num_path(res.fi) > 1))
		nvi_select_path4(net, skb, &res);
	/*
	 * A packet has two stages, not more.  No `from` rule matched the translated
	 * source, so the rule that led the packet to nvi0 in stage 1 matched again.
	 */
	if (unlikely(nvi_is_device(FIB_RES_DEV(res))))
		return ERR_PTR(-ELOOP);
	return nvi_route4(routes, &res) ?: ERR_PTR(-ENOMEM);
}
