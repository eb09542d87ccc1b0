// SPDX-License-Identifier: GPL-2.0
/*
 * The routing decision of stage 2 for IPv4, made anew: what ip_route_input_slow()
 * would decide, rules and marks and all, but without validating the source.
 */
#include <net/flow_dissector.h>
#include <net/ip.h>
#include <net/ip_fib.h>
#include <net/nexthop.h>
#include <net/route.h>

#include "nvi.h"

#ifdef CONFIG_IP_ROUTE_MULTIPATH
/*
 * fib_multipath_hash() is not exported.  Same idea: by addresses, or, by
 * sysctl, by whatever tells flows apart.  Stage 2 only ever sees one direction
 * of a connection, so no two places have to agree on the number.
 */
static int nvi_multipath_hash(const struct net *net, struct sk_buff *skb,
			      const struct flowi4 *fl4)
{
	struct flow_keys keys = {};

	if (READ_ONCE(net->ipv4.sysctl_fib_multipath_hash_policy))
		return skb_get_hash(skb) >> 1;
	keys.control.addr_type = FLOW_DISSECTOR_KEY_IPV4_ADDRS;
	keys.addrs.v4addrs.src = fl4->saddr;
	keys.addrs.v4addrs.dst = fl4->daddr;
	return flow_hash_from_keys(&keys) >> 1;
}

/* fib_select_path() and fib_select_multipath() are not exported either. */
static void nvi_select_path(struct net *net, struct sk_buff *skb,
			    const struct flowi4 *fl4, struct fib_result *res)
{
	int hash = nvi_multipath_hash(net, skb, fl4);
	struct fib_info *fi = res->fi;
	int i;

	if (fi->nh) {
		nexthop_path_fib_result(res, hash);
		return;
	}
	for (i = 0; i < fi->fib_nhs; i++) {
		if (hash > atomic_read(&fi->fib_nh[i].fib_nh_upper_bound))
			continue;
		res->nhc = &fi->fib_nh[i].nh_common;
		res->nh_sel = i;
		return;
	}
}
#else
static void nvi_select_path(struct net *net, struct sk_buff *skb,
			    const struct flowi4 *fl4, struct fib_result *res)
{
}
#endif

/*
 * Return: 0 with a next hop in @res, or -1 for "not ours to decide".  *@keep says
 * that @flow is all that the decision depends on.
 */
static int nvi_fib4(struct net *net, struct sk_buff *skb,
		    const struct nvi_flow4 *flow, struct fib_result *res,
		    bool *keep)
{
	struct flow_keys keys;
	struct flowi4 fl4 = {
		.flowi4_iif = flow->iif,
		.flowi4_mark = flow->mark,
		.flowi4_dscp = ip4h_dscp(ip_hdr(skb)),
		.flowi4_scope = RT_SCOPE_UNIVERSE,
		.flowi4_uid = sock_net_uid(net, NULL),
		.daddr = flow->daddr,
		.saddr = flow->saddr,
	};

	smp_rmb();	/* the caller's epoch is from before this */
	*keep = !fib4_rules_early_flow_dissect(net, skb, &fl4, &keys);
	if (fib_lookup(net, &fl4, res, 0) || res->type != RTN_UNICAST)
		return -1;
	if (unlikely(fib_info_num_path(res->fi) > 1)) {
		*keep = false;
		nvi_select_path(net, skb, &fl4, res);
	}
	return 0;
}

/**
 * nvi_lookup4() - ask the FIB for a packet's second stage
 * @net: the namespace
 * @skb: the packet, for what @flow does not have (ports)
 * @flow: what the decision depends on
 * @pc: this CPU's state of the namespace
 * @keep: gets whether it depends on nothing else
 *
 * Context: BH disabled, RCU read side.
 * Return: a route that is good until the end of the RCU read side, or an
 *	ERR_PTR(): -ENOENT, not ours to decide (local, unreachable, ...);
 *	-ELOOP, to an nvi device; -ENOMEM
 */
struct rtable *nvi_lookup4(struct net *net, struct sk_buff *skb,
			   const struct nvi_flow4 *flow, struct nvi_percpu *pc,
			   bool *keep)
{
	struct fib_result res;

	if (nvi_fib4(net, skb, flow, &res, keep))
		return ERR_PTR(-ENOENT);
	/*
	 * Two stages are all there are.  No from rule caught the translated
	 * source, and the rule that led it to nvi0 in stage 1 did again.
	 */
	if (unlikely(nvi_is_device(FIB_RES_DEV(res))))
		return ERR_PTR(-ELOOP);
	return nvi_route4(pc, &res) ?: ERR_PTR(-ENOMEM);
}
