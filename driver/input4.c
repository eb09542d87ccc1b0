// SPDX-License-Identifier: GPL-2.0
/*
 * Stage 2 for IPv4: the routing decision, by the address that the packet has
 * been given.  Called as dst_input() of the gate (gate.c), so at the very
 * point where ip_rcv_finish() has just routed any other packet.
 *
 * It decides what ip_route_input_slow() would decide, rules and marks and all,
 * but does not validate the source.  Only plain forwarding of plain addresses
 * is done here; whatever else it may be goes the kernel's own way, with the
 * kernel's checks.
 */
#include <linux/inetdevice.h>
#include <net/flow_dissector.h>
#include <net/inet_ecn.h>
#include <net/ip.h>
#include <net/ip_fib.h>
#include <net/nexthop.h>
#include <net/route.h>

#include "nvi.h"

static bool nvi_plain_address4(__be32 addr)
{
	return !ipv4_is_multicast(addr) && !ipv4_is_lbcast(addr) &&
	       !ipv4_is_zeronet(addr) && !ipv4_is_loopback(addr);
}

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
 * The interface to route from.  For a port of a VRF, skb->dev has become the VRF
 * by now, but ip_rcv_finish() goes on with the port (IPv6 does not).
 */
static struct net_device *nvi_iif4(struct net *net, const struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;

	if (unlikely(netif_is_l3_master(dev)))
		dev = dev_get_by_index_rcu(net, IPCB(skb)->iif) ?: dev;
	return dev;
}

/* Is it plain forwarding of a plain packet?  The rest is not ours to decide. */
static bool nvi_plain4(const struct sk_buff *skb, const struct net_device *in)
{
	struct in_device *in_dev = __in_dev_get_rcu(in);
	const struct iphdr *iph = ip_hdr(skb);

	return in_dev && IN_DEV_FORWARD(in_dev) && iph->ihl == 5 &&
	       nvi_plain_address4(iph->saddr) && nvi_plain_address4(iph->daddr);
}

/*
 * Return: 0 with a next hop in @res, or -1 for "not ours to decide".  *@keep says
 * that @flow is all that the decision depends on.
 */
static int nvi_lookup4(struct net *net, struct sk_buff *skb,
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

	*keep = !fib4_rules_early_flow_dissect(net, skb, &fl4, &keys);
	if (fib_lookup(net, &fl4, res, 0) || res->type != RTN_UNICAST)
		return -1;
	if (unlikely(fib_info_num_path(res->fi) > 1)) {
		*keep = false;
		nvi_select_path(net, skb, &fl4, res);
	}
	return 0;
}

/* The kernel's own decision: local, broadcast, unreachable, prohibited, ... */
static int nvi_stock_input4(struct sk_buff *skb, struct net_device *in,
			    struct net_device *nvi)
{
	const struct iphdr *iph = ip_hdr(skb);

	nvi_count(nvi, NVI_STOCK_ROUTE);
	if (ip_route_input_noref(skb, iph->daddr, iph->saddr, ip4h_dscp(iph),
				 in)) {
		nvi_drop(skb, nvi, NVI_DROP_MARTIAN);
		return NET_RX_DROP;
	}
	if (unlikely(nvi_is_device(skb_dst_dev(skb)))) {
		nvi_drop(skb, nvi, NVI_DROP_LOOP);
		return NET_RX_DROP;
	}
	/* ip_error() tells the sender and drops */
	if (skb_dst(skb)->error)
		nvi_drop_told(skb, nvi, NVI_DROP_NO_ROUTE);
	return dst_input(skb);
}

/*
 * Decide anew: *@rt is the route, or NULL if there is no memory for one.
 * Return: 0, or -1 for "not ours to decide"
 */
static int nvi_decide(struct net *net, struct sk_buff *skb,
		      const struct nvi_flow4 *flow, struct nvi_percpu *pc,
		      u64 epoch, struct rtable **rt)
{
	struct fib_result res;
	bool keep;

	if (nvi_lookup4(net, skb, flow, &res, &keep))
		return -1;
	/*
	 * Two stages are all there are.  No from rule caught the translated
	 * source, and the rule that led it to nvi0 in stage 1 did again.
	 */
	if (unlikely(nvi_is_device(FIB_RES_DEV(res)))) {
		*rt = ERR_PTR(-ELOOP);
		return 0;
	}
	*rt = nvi_route4(pc, &res);
	if (likely(*rt && keep))
		nvi_decide4(pc, flow, epoch, *rt);
	return 0;
}

/**
 * nvi_input4() - route a packet's second stage
 * @skb: a re-injected packet behind PRE_ROUTING, with a gate's dst
 *
 * Context: BH disabled, RCU read side.
 * Return: NET_RX_SUCCESS or NET_RX_DROP; the packet has gone
 */
int nvi_input4(struct sk_buff *skb)
{
	struct net_device *nvi = skb_dst_dev(skb);
	struct net *net = dev_net(skb->dev);
	struct net_device *in = nvi_iif4(net, skb);
	struct nvi_net *nn = nvi_net(net);
	struct nvi_percpu *pc = this_cpu_ptr(nn->percpu);
	const struct iphdr *iph = ip_hdr(skb);
	const struct nvi_flow4 flow = {
		.saddr = iph->saddr,
		.daddr = iph->daddr,
		.iif = in->ifindex,
		.mark = skb->mark,
		.tos = iph->tos & ~INET_ECN_MASK,
	};
	u64 epoch = nvi_epoch4(net, nn);
	struct rtable *rt;

	skb_reset_redirect(skb);
	if (unlikely(!nvi_plain4(skb, in)))
		goto stock;
	rt = nvi_decided4(pc, &flow, epoch);
	if (!rt && nvi_decide(net, skb, &flow, pc, epoch, &rt))
		goto stock;
	if (IS_ERR_OR_NULL(rt)) {
		nvi_drop(skb, nvi, rt ? NVI_DROP_LOOP : NVI_DROP_NO_MEMORY);
		return NET_RX_DROP;
	}
	skb_dst_drop(skb);
	skb_dst_set_noref(skb, &rt->dst);
	return nvi_forward4(skb, nvi);

stock:
	skb_dst_drop(skb);
	return nvi_stock_input4(skb, in, nvi);
}
