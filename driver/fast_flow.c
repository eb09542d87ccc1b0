// SPDX-License-Identifier: GPL-2.0
/*
 * Add a connection to the flow table.  A packet that takes a single stage is at the
 * end of POST_ROUTING, so it has its route and has passed every filter of its
 * direction.  If the path of the other direction through stage 2 is noted, both
 * routes are known.
 */
#include <net/dst.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_l4proto.h>

#include "fast.h"

#ifdef NVI_WITH_FAST

/*
 * Disable conntrack's checks of TCP windows, since it does not see every packet
 * any more.
 */
static void nvi_fast_tcp(struct nf_conn *ct)
{
	if (nf_ct_protonum(ct) != IPPROTO_TCP)
		return;
	spin_lock_bh(&ct->lock);
	ct->proto.tcp.seen[0].flags |= IP_CT_TCP_FLAG_BE_LIBERAL;
	ct->proto.tcp.seen[1].flags |= IP_CT_TCP_FLAG_BE_LIBERAL;
	spin_unlock_bh(&ct->lock);
}

/*
 * Add @ct to @flows, with @way for the direction @dir and @other for the other
 * direction.  Consumes the references of both.
 *
 * Return: the flow, valid in this RCU section, or NULL
 */
static struct flow_offload *nvi_fast_put(struct nvi_flows *flows,
					 struct nf_conn *ct,
					 enum ip_conntrack_dir dir,
					 const struct nvi_way *way,
					 const struct nvi_way *other)
{
	struct nf_flow_route route = {};
	struct flow_offload *flow;

	if (test_and_set_bit(IPS_OFFLOAD_BIT, &ct->status))
		goto release;
	flow = flow_offload_alloc(ct);
	if (!flow) {
		clear_bit(IPS_OFFLOAD_BIT, &ct->status);
		goto release;
	}
	nvi_compat_flow_way(&route, dir, way->dst, way->in);
	nvi_compat_flow_way(&route, !dir, other->dst, other->in);
	if (nvi_compat_flow_route_init(flow, &route))
		goto free;
	nvi_fast_tcp(ct);
	if (flow_offload_add(&flows->table, flow))
		goto free;
	return flow;

free:
	flow_offload_free(flow);
	clear_bit(IPS_OFFLOAD_BIT, &ct->status);
	return NULL;

release:
	dst_release(way->dst);
	dst_release(other->dst);
	return NULL;
}

static struct nvi_fast_path *nvi_fast_of(struct nvi_net *nn, int ifindex)
{
	struct nvi_fast_path *fast;
	struct nvi_dev *nvi;

	list_for_each_entry_rcu(nvi, &nn->fast, fast_list) {
		fast = rcu_dereference(nvi->fast);
		if (fast && fast->dev->ifindex == ifindex)
			return fast;
	}
	return NULL;
}

/*
 * Test whether two paths belong together and can be used.  @out is the path
 * through stage 2, with a reference; @back is the other one, without.  Takes a
 * reference of @back if it returns true.
 */
static bool nvi_fast_fits(struct nvi_fast_path *fast, const struct nvi_way *out,
			  const struct nvi_way *back)
{
	return dst_check(out->dst, out->cookie) &&
	       /* each direction leaves where the other one arrives */
	       out->dst->dev->ifindex == back->in &&
	       back->dst->dev->ifindex == out->in &&
	       nvi_ports_ready(fast, out->in, back->in) &&
	       dst_hold_safe(back->dst);
}

/**
 * nvi_fast_complete() - add a connection if the path of its other direction is noted
 * @nn: state of the namespace
 * @ct: the connection
 * @dir: the direction of the packet
 * @skb: a packet of @ct that takes a single stage, at the end of POST_ROUTING
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @in: the real device that the packet arrived at
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_fast_complete(struct nvi_net *nn, struct nf_conn *ct,
		       enum ip_conntrack_dir dir, const struct sk_buff *skb,
		       u8 pf, const struct net_device *in)
{
	struct nvi_ways *ways = rcu_dereference(nn->ways);
	struct nvi_way out, back = { .dst = skb_dst(skb), .in = in->ifindex };
	struct nvi_fast_path *fast;
	struct flow_offload *flow;
	struct nvi_flows *flows;

	if (!ways || !(READ_ONCE(ct->status) & IPS_SEEN_REPLY) ||
	    !nvi_fast_connection(ct) || !nvi_fast_packet(skb, pf) ||
	    !nvi_fast_route(skb) ||
	    !nvi_way_take(ways, &ct->tuplehash[dir].tuple, &out))
		return;
	fast = nvi_fast_of(nn, out.nvi);
	flows = fast ? rcu_dereference(fast->flows) : NULL;
	if (!flows || out.epoch != nvi_fast_epoch(nn, dev_net(in), pf) ||
	    !nvi_fast_fits(fast, &out, &back)) {
		dst_release(out.dst);
		return;
	}
	flow = nvi_fast_put(flows, ct, dir, &back, &out);
	/* the entry lacks changes since the packet was routed */
	if (flow && nvi_fast_epoch(nn, dev_net(in), pf) != out.epoch)
		flow_offload_teardown(flow);
}

#endif /* NVI_WITH_FAST */
