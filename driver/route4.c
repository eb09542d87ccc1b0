// SPDX-License-Identifier: GPL-2.0
/*
 * Stage-2 IPv4 routes: what the FIB answers, made into a struct rtable.
 *
 * The kernel keeps such routes on the next hop itself (nhc_rth_input), where
 * only it may write.  Ours are in a small per-CPU cache, so that no packet of
 * the fast path allocates.  An entry is found by the address of the next hop,
 * but believed only if everything in it is what the FIB says now, so a next hop
 * that was freed and its memory used again can do no harm.
 */
#include <linux/hash.h>
#include <linux/inetdevice.h>
#include <net/ip.h>
#include <net/ip_fib.h>
#include <net/lwtunnel.h>
#include <net/route.h>

#include "nvi.h"

static bool nvi_has_gateway(const struct fib_nh_common *nhc)
{
	return nhc->nhc_gw_family && nhc->nhc_scope == RT_SCOPE_LINK;
}

/* The realm of a next hop, for iptables -m realm and tc's route classifier. */
#ifdef CONFIG_IP_ROUTE_CLASSID
static u32 nvi_realm(const struct fib_nh_common *nhc)
{
	if (nhc->nhc_family != AF_INET)
		return 0;
	return container_of(nhc, struct fib_nh, nh_common)->nh_tclassid;
}

static void nvi_set_realm(struct rtable *rt, const struct fib_nh_common *nhc)
{
	rt->dst.tclassid = nvi_realm(nhc);
}

static bool nvi_has_realm(const struct rtable *rt,
			  const struct fib_nh_common *nhc)
{
	return rt->dst.tclassid == nvi_realm(nhc);
}
#else
static void nvi_set_realm(struct rtable *rt, const struct fib_nh_common *nhc)
{
}

static bool nvi_has_realm(const struct rtable *rt,
			  const struct fib_nh_common *nhc)
{
	return true;
}
#endif

static bool nvi_route4_current(const struct rtable *rt,
			       const struct fib_nh_common *nhc,
			       const struct fib_info *fi)
{
	const u32 *metrics = fi->fib_metrics->metrics;

	if (READ_ONCE(rt->dst.obsolete) != DST_OBSOLETE_FORCE_CHK ||
	    rt->rt_genid != rt_genid_ipv4(dev_net(rt->dst.dev)) ||
	    rt->dst.dev != nhc->nhc_dev ||
	    rt->dst.lwtstate != nhc->nhc_lwtstate ||
	    !nvi_has_realm(rt, nhc) ||
	    dst_metrics_ptr((struct dst_entry *)&rt->dst) != metrics)
		return false;
	if (!nvi_has_gateway(nhc))
		return rt->rt_gw_family == 0;
	if (rt->rt_gw_family != nhc->nhc_gw_family)
		return false;
	if (nhc->nhc_gw_family == AF_INET)
		return rt->rt_gw4 == nhc->nhc_gw.ipv4;
	return ipv6_addr_equal(&rt->rt_gw6, &nhc->nhc_gw.ipv6);
}

/* As __mkroute_input() and rt_set_nexthop() would. */
static struct rtable *nvi_route4_make(struct fib_nh_common *nhc,
				      const struct fib_info *fi)
{
	struct in_device *out_dev = __in_dev_get_rcu(nhc->nhc_dev);
	struct rtable *rt;

	if (!out_dev)
		return NULL;
	rt = rt_dst_alloc(nhc->nhc_dev, 0, RTN_UNICAST,
			  IN_DEV_ORCONF(out_dev, NOXFRM));
	if (!rt)
		return NULL;
	rt->rt_is_input = 1;
	if (nvi_has_gateway(nhc)) {
		rt->rt_uses_gateway = 1;
		rt->rt_gw_family = nhc->nhc_gw_family;
		if (nhc->nhc_gw_family == AF_INET)
			rt->rt_gw4 = nhc->nhc_gw.ipv4;
		else
			rt->rt_gw6 = nhc->nhc_gw.ipv6;
	}
	ip_dst_init_metrics(&rt->dst, fi->fib_metrics);
	nvi_set_realm(rt, nhc);
	rt->dst.lwtstate = lwtstate_get(nhc->nhc_lwtstate);
	lwtunnel_set_redirect(&rt->dst);
	return rt;
}

/**
 * nvi_route4() - the route to a next hop
 * @pc: this CPU's state of the namespace
 * @res: a unicast answer of the FIB
 *
 * Allocates when a next hop is met for the first time on this CPU, after a
 * route flush, and when two next hops share a slot.
 *
 * Context: BH disabled, RCU read side.
 * Return: a route that is good until the end of the RCU read side, or NULL
 */
struct rtable *nvi_route4(struct nvi_percpu *pc, const struct fib_result *res)
{
	struct fib_nh_common *nhc = FIB_RES_NHC(*res);
	struct rtable __rcu **slot = &pc->route[hash_ptr(nhc, NVI_ROUTE_BITS)];
	struct rtable *rt = rcu_dereference(*slot);
	struct rtable *old;

	if (likely(rt && nvi_route4_current(rt, nhc, res->fi)))
		return rt;
	rt = nvi_route4_make(nhc, res->fi);
	if (!rt)
		return NULL;
	/* against nvi_route4_flush() on another CPU */
	old = unrcu_pointer(xchg(slot, RCU_INITIALIZER(rt)));
	if (old)
		dst_release(&old->dst);	/* RCU delays the rest */
	return rt;
}

/*
 * Take a route out of its place, if it is one out of @dev (NULL: any).  The same
 * one may be in several places: dst_dev_put() is for the first, and marks it.
 */
static void nvi_take_back(struct rtable __rcu **slot,
			  const struct net_device *dev)
{
	struct rtable *rt;

	rcu_read_lock();
	rt = rcu_dereference(*slot);
	if (!rt || (dev && rt->dst.dev != dev &&
		    READ_ONCE(rt->dst.obsolete) != DST_OBSOLETE_DEAD))
		rt = NULL;
	/* its CPU may have put a new one in its place */
	else if (cmpxchg(slot, RCU_INITIALIZER(rt), NULL) !=
		 RCU_INITIALIZER(rt))
		rt = NULL;
	rcu_read_unlock();
	if (!rt)
		return;
	if (dev && rt->dst.dev == dev)
		dst_dev_put(&rt->dst);
	dst_release(&rt->dst);
}

/**
 * nvi_route4_flush() - forget routes, and decisions for them
 * @percpu: of the namespace
 * @dev: those out of this device, or NULL for all
 *
 * A packet in a queue may hold such a route still: dst_dev_put() makes it let
 * go of the device, and drop the packet, as the kernel does with its own.
 *
 * Context: RTNL; no CPU can be filling a slot with a route out of @dev.
 */
void nvi_route4_flush(struct nvi_percpu __percpu *percpu,
		      const struct net_device *dev)
{
	struct nvi_percpu *pc;
	int cpu, i;

	for_each_possible_cpu(cpu) {
		pc = per_cpu_ptr(percpu, cpu);
		for (i = 0; i < NVI_DECISION_SLOTS; i++)
			nvi_take_back(&pc->decision[i].rt, dev);
		for (i = 0; i < NVI_ROUTE_SLOTS; i++)
			nvi_take_back(&pc->route[i], dev);
	}
}
