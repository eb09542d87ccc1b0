// SPDX-License-Identifier: GPL-2.0
/*
 * When a connection is put into the flow table: at the end of POST_ROUTING in stage 2, so
 * behind every filter that this direction meets, and when the other direction, which
 * has one stage, has been as far before.
 *
 * The packet is not tracked in stage 2.  Its connection is found by the tuple that it
 * has now, which is the inverse of the other direction's.
 */
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_core.h>
#include <net/netfilter/nf_conntrack_helper.h>
#include <net/netfilter/nf_conntrack_l4proto.h>
#include <net/netfilter/nf_conntrack_zones.h>
#include <net/route.h>

#include "fast.h"

#ifdef NVI_HAVE_FAST

/* Another number after each change of routes */
static u64 nvi_fast_epoch(const struct nvi_net *nn, const struct net *net)
{
	return (u64)atomic_read(&nn->fib6_changes) << 32 |
	       (u32)rt_genid_ipv4(net);
}

/**
 * nvi_fast_begin() - a packet begins its stage 2
 * @nvi: the device that put it there, which has a fast path
 * @skb: the packet, which is about to be routed
 *
 * nvi_fast_offer() reads this on the same CPU, before nvi_fast_end().  A hook on the way
 * may queue the packet: a program that wants to see packets wants to see all of them, so
 * its connection is not offered.
 *
 * Context: BH disabled.  With PREEMPT_RT, another softirq may run on this CPU meanwhile,
 * so the members change together.
 */
void nvi_fast_begin(struct nvi_dev *nvi, const struct sk_buff *skb)
{
	struct nvi_stage2 *now = &get_cpu_ptr(nvi->nn->percpu)->stage2;

	now->skb = skb;
	now->nvi = nvi;
	now->epoch = nvi_fast_epoch(nvi->nn, dev_net(skb->dev));
	put_cpu_ptr(nvi->nn->percpu);
}

/**
 * nvi_fast_end() - its stage 2 is over
 * @nvi: as for nvi_fast_begin()
 * @skb: the packet, which may have gone; only compared
 *
 * Context: BH disabled.
 */
void nvi_fast_end(struct nvi_dev *nvi, const struct sk_buff *skb)
{
	struct nvi_stage2 *now = &get_cpu_ptr(nvi->nn->percpu)->stage2;

	if (now->skb == skb)
		now->skb = NULL;
	put_cpu_ptr(nvi->nn->percpu);
}

static bool nvi_fast_began(struct nvi_net *nn, const struct sk_buff *skb,
			   struct nvi_stage2 *began)
{
	*began = get_cpu_ptr(nn->percpu)->stage2;
	put_cpu_ptr(nn->percpu);
	return began->skb == skb;
}

/* What the kernel's table takes, and its hooks find: no fragment, no options */
static bool nvi_fast_packet(const struct sk_buff *skb, u8 pf)
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
	if (proto == IPPROTO_UDP)
		return true;
	if (proto != IPPROTO_TCP)
		return false;
	th = skb_header_pointer(skb, skb_network_offset(skb) + thoff,
				sizeof(buf), &buf);
	return th && !th->fin && !th->rst;
}

/*
 * Have both directions been seen, and does nothing have to look at each packet?  (As
 * nft_flow_offload_eval() has it.)
 */
static bool nvi_fast_connection(const struct nf_conn *ct)
{
	unsigned long status = READ_ONCE(ct->status);

	return status & IPS_CONFIRMED && status & IPS_SEEN_REPLY &&
	       !(status & (IPS_OFFLOAD | IPS_SEQ_ADJUST | IPS_NAT_CLASH |
			   IPS_DYING)) &&
	       !nf_ct_ext_exist(ct, NF_CT_EXT_HELPER);
}

static bool nvi_fast_established(const struct nf_conn *ct)
{
	return nf_ct_protonum(ct) != IPPROTO_TCP ||
	       READ_ONCE(ct->proto.tcp.state) == TCP_CONNTRACK_ESTABLISHED;
}

static bool nvi_fast_wanted(const struct nvi_dev *nvi, const struct nf_conn *ct)
{
	const struct nvi_config *config = rcu_dereference(nvi->config);

#ifdef CONFIG_NF_CONNTRACK_MARK
	return (READ_ONCE(ct->mark) & config->fast_mask) == config->fast_mark;
#else
	return !config->fast_mask;
#endif
}

/* Return: the connection, with a reference, and the direction of @skb; or NULL */
static struct nf_conn *nvi_fast_find(struct net *net, const struct sk_buff *skb,
				     u8 pf, enum ip_conntrack_dir *dir)
{
	struct nf_conntrack_tuple tuple, inverse;
	struct nf_conntrack_tuple_hash *h;

	if (!nf_ct_get_tuplepr(skb, skb_network_offset(skb), pf, net, &tuple) ||
	    !nf_ct_invert_tuple(&inverse, &tuple))
		return NULL;
	h = nf_conntrack_find_get(net, &nf_ct_zone_dflt, &inverse);
	if (!h)
		return NULL;
	*dir = !NF_CT_DIRECTION(h);
	return nf_ct_tuplehash_to_ctrack(h);
}

/* Conntrack does not see all packets any more, so it must not judge TCP windows. */
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
 * Put @ct into @flows, with @way for the direction @dir and @back for the other.  Takes
 * over the references of both.  Return: the flow, good in this RCU section, or NULL
 */
static struct flow_offload *nvi_fast_put(struct nvi_flows *flows,
					 struct nf_conn *ct,
					 enum ip_conntrack_dir dir,
					 const struct nvi_way *way,
					 const struct nvi_way *back)
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
	nvi_compat_flow_way(&route, !dir, back->dst, back->in);
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
	dst_release(back->dst);
	return NULL;
}

/*
 * Both directions must go out where the other one comes in, and there must be hooks on
 * these two devices.
 */
static bool nvi_fast_ports(struct nvi_fast_path *fast, const struct nvi_way *way,
			   const struct nvi_way *back)
{
	struct nvi_port *outward, *inward;

	if (way->dst->dev->ifindex != back->in || back->dst->dev->ifindex != way->in)
		return false;
	outward = nvi_port_find(fast, way->in);
	if (!outward)
		nvi_port_want(fast, way->in);
	inward = nvi_port_find(fast, back->in);
	if (!inward)
		nvi_port_want(fast, back->in);
	if (!outward || !inward)
		return false;
	if (!READ_ONCE(outward->outward))
		WRITE_ONCE(outward->outward, true);
	if (!READ_ONCE(inward->inward))
		WRITE_ONCE(inward->inward, true);
	return true;
}

/* The packet is the one that was missing.  Takes over the reference of @back. */
static void nvi_fast_complete(const struct nvi_stage2 *began, struct nf_conn *ct,
			      enum ip_conntrack_dir dir,
			      const struct sk_buff *skb, int in,
			      struct nvi_way *back)
{
	struct nvi_fast_path *fast = rcu_dereference(began->nvi->fast);
	struct nvi_flows *flows = fast ? rcu_dereference(fast->flows) : NULL;
	struct nvi_way way = { .dst = skb_dst(skb), .in = in };
	struct flow_offload *flow;

	if (!flows || !nvi_fast_ports(fast, &way, back) ||
	    !dst_hold_safe(way.dst)) {
		dst_release(back->dst);
		return;
	}
	flow = nvi_fast_put(flows, ct, dir, &way, back);
	/* what has changed since the packet was routed is not in the entry */
	if (flow && nvi_fast_epoch(began->nvi->nn, nf_ct_net(ct)) != began->epoch)
		flow_offload_teardown(flow);
}

/**
 * nvi_fast_offer() - offer a connection to the flow table
 * @nn: the namespace
 * @skb: a packet of its stage 2 at the end of POST_ROUTING
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 * @in: the real device that it came in by
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_fast_offer(struct nvi_net *nn, const struct sk_buff *skb, u8 pf,
		    const struct net_device *in)
{
	struct nvi_ways *ways = rcu_dereference(nn->ways);
	struct nvi_stage2 began;
	enum ip_conntrack_dir dir;
	struct nvi_way back;
	struct nf_conn *ct;

	if (!ways || !nvi_fast_began(nn, skb, &began) ||
	    !nvi_fast_packet(skb, pf) || !nvi_way_is_plain(skb))
		return;
	ct = nvi_fast_find(dev_net(in), skb, pf, &dir);
	if (!ct)
		return;
	if (nvi_fast_connection(ct) && nvi_fast_established(ct) &&
	    nvi_fast_wanted(began.nvi, ct) &&
	    nvi_way_take(ways, ct, !dir, &back))
		nvi_fast_complete(&began, ct, dir, skb, in->ifindex, &back);
	nf_ct_put(ct);
}

/**
 * nvi_fast_note() - note the way of a packet with one stage
 * @nn: the namespace
 * @ct: its connection
 * @dir: its direction
 * @skb: the packet, at the end of POST_ROUTING
 * @in: the real device that it came in by
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_fast_note(struct nvi_net *nn, const struct nf_conn *ct,
		   enum ip_conntrack_dir dir, const struct sk_buff *skb,
		   const struct net_device *in)
{
	struct nvi_ways *ways = rcu_dereference(nn->ways);

	if (ways && nvi_fast_connection(ct) && nvi_way_is_plain(skb))
		nvi_way_note(ways, ct, dir, skb, in->ifindex);
}

#endif /* NVI_HAVE_FAST */
