// SPDX-License-Identifier: GPL-2.0
/*
 * Stage-2 IPv4 routes: what the FIB answers, made into a struct rtable.
 *
 * The kernel keeps such routes on the next hop itself (nhc_rth_input), where
 * only it may write.  Ours are in a small store of the namespace, so that a packet need not
 * allocate.  The FIB is asked for each packet; a route of the store is taken only if
 * everything in it is what the FIB has just said.
 *
 * A packet in a queue, or an entry of a flow table, may hold a route that another has
 * replaced.  So each route is in the store, or among those retired, or has let go
 * of its device: none keeps a device that goes.
 */
#include <linux/hash.h>
#include <linux/inetdevice.h>
#include <linux/log2.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/ip.h>
#include <net/ip_fib.h>
#include <net/lwtunnel.h>
#include <net/route.h>

#include "stage2.h"

/* 64 sets of 4 places */
#define NVI_ROUTE_SETS	64
#define NVI_ROUTE_WAYS	4
#define NVI_RETIRED	64

/**
 * struct nvi_routes4 - the routes of a namespace
 * @lock: whoever writes
 * @next: place of its set that the next new route takes
 * @oldest: place in @retired that the next retired route takes
 * @place: routes, with a reference; RCU
 * @retired: routes that were replaced and still hold their device, with a reference
 */
struct nvi_routes4 {
	spinlock_t lock;	/* see above */
	unsigned int next;
	unsigned int oldest;
	struct rtable __rcu *place[NVI_ROUTE_SETS * NVI_ROUTE_WAYS];
	struct rtable *retired[NVI_RETIRED];
};

/** nvi_routes4_alloc() - room for routes, or NULL; may sleep */
struct nvi_routes4 *nvi_routes4_alloc(void)
{
	struct nvi_routes4 *routes = kzalloc(sizeof(*routes), GFP_KERNEL_ACCOUNT);

	if (routes)
		spin_lock_init(&routes->lock);
	return routes;
}

static bool nvi_has_gateway(const struct fib_nh_common *nhc)
{
	return nhc->nhc_gw_family && nhc->nhc_scope == RT_SCOPE_LINK;
}

/*
 * The realms, for iptables -m realm and tc's route classifier: the next hop's, and the
 * rule's where that has none (as rt_set_nexthop() has it).
 */
static u32 nvi_realm(const struct fib_result *res)
{
	u32 realm = 0;
#ifdef CONFIG_IP_ROUTE_CLASSID
	const struct fib_nh_common *nhc = FIB_RES_NHC(*res);

	if (nhc->nhc_family == AF_INET)
		realm = container_of(nhc, struct fib_nh, nh_common)->nh_tclassid;
#ifdef CONFIG_IP_MULTIPLE_TABLES
	if (!(realm & 0xffff))
		realm |= res->tclassid & 0xffff;
	if (!(realm & 0xffff0000))
		realm |= res->tclassid & 0xffff0000;
#endif
#endif
	return realm;
}

static u32 nvi_route4_realm(const struct rtable *rt)
{
#ifdef CONFIG_IP_ROUTE_CLASSID
	return rt->dst.tclassid;
#else
	return 0;
#endif
}

static bool nvi_route4_valid(const struct rtable *rt)
{
	return READ_ONCE(rt->dst.obsolete) == DST_OBSOLETE_FORCE_CHK &&
	       rt->rt_genid == rt_genid_ipv4(dev_net(rt->dst.dev));
}

static bool nvi_route4_is(const struct rtable *rt, const struct fib_result *res)
{
	const struct fib_nh_common *nhc = FIB_RES_NHC(*res);
	const u32 *metrics = res->fi->fib_metrics->metrics;

	if (!nvi_route4_valid(rt) || rt->dst.dev != nhc->nhc_dev ||
	    rt->dst.lwtstate != nhc->nhc_lwtstate ||
	    nvi_route4_realm(rt) != nvi_realm(res) ||
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

/*
 * An encapsulation is the next hop's own, so the kernel's routes share it.  They write
 * the same function here (lwtunnel_set_redirect()); their input function is not ours to
 * change.
 */
static void nvi_route4_encap(struct rtable *rt, struct lwtunnel_state *lwtstate)
{
	rt->dst.lwtstate = lwtstate_get(lwtstate);
	if (!lwtunnel_output_redirect(lwtstate))
		return;
	WRITE_ONCE(lwtstate->orig_output, rt->dst.output);
	rt->dst.output = lwtunnel_output;
}

/* As __mkroute_input() and rt_set_nexthop() would. */
static struct rtable *nvi_route4_make(const struct fib_result *res)
{
	struct fib_nh_common *nhc = FIB_RES_NHC(*res);
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
	ip_dst_init_metrics(&rt->dst, res->fi->fib_metrics);
#ifdef CONFIG_IP_ROUTE_CLASSID
	rt->dst.tclassid = nvi_realm(res);
#endif
	nvi_route4_encap(rt, nhc->nhc_lwtstate);
	return rt;
}

/* From now on it holds no device, and drops the packets that still have it. */
static void nvi_route4_let_go(struct rtable *rt)
{
	dst_dev_put(&rt->dst);
	dst_release(&rt->dst);	/* RCU delays the rest */
}

/* Who holds it may go on with it, until 64 more are retired or its device goes. */
static void nvi_route4_retire(struct nvi_routes4 *routes, struct rtable *rt)
{
	struct rtable **place = &routes->retired[routes->oldest++ % NVI_RETIRED];

	if (*place)
		nvi_route4_let_go(*place);
	*place = rt;
}

static struct rtable __rcu **nvi_route4_set(struct nvi_routes4 *routes,
					    const struct fib_nh_common *nhc)
{
	u32 hash = nhc->nhc_dev->ifindex;

	if (nhc->nhc_gw_family == AF_INET)
		hash ^= (__force u32)nhc->nhc_gw.ipv4;
	else if (nhc->nhc_gw_family)
		hash ^= (__force u32)nhc->nhc_gw.ipv6.s6_addr32[3];
	return &routes->place[hash_32(hash, ilog2(NVI_ROUTE_SETS)) *
			      NVI_ROUTE_WAYS];
}

static struct rtable *nvi_route4_find(struct rtable __rcu **set,
				      const struct fib_result *res)
{
	struct rtable *rt;
	int i;

	for (i = 0; i < NVI_ROUTE_WAYS; i++) {
		rt = rcu_dereference(set[i]);
		if (rt && nvi_route4_is(rt, res))
			return rt;
	}
	return NULL;
}

/* Where a new route goes: to a place that is free, or has none that is valid, or in turn */
static int nvi_route4_place(struct nvi_routes4 *routes,
			    struct rtable __rcu **set)
{
	struct rtable *rt;
	int i;

	for (i = 0; i < NVI_ROUTE_WAYS; i++) {
		rt = rcu_dereference_protected(set[i],
					       lockdep_is_held(&routes->lock));
		if (!rt || !nvi_route4_valid(rt))
			return i;
	}
	return routes->next++ % NVI_ROUTE_WAYS;
}

static noinline struct rtable *nvi_route4_add(struct nvi_routes4 *routes,
					      struct rtable __rcu **set,
					      const struct fib_result *res)
{
	struct rtable *rt, *old;
	int place;

	rt = nvi_route4_make(res);
	if (!rt)
		return NULL;
	spin_lock(&routes->lock);
	place = nvi_route4_place(routes, set);
	old = rcu_replace_pointer(set[place], rt,
				  lockdep_is_held(&routes->lock));
	if (old)
		nvi_route4_retire(routes, old);
	spin_unlock(&routes->lock);
	return rt;
}

/**
 * nvi_route4() - the route to a next hop
 * @routes: of the namespace
 * @res: a unicast answer of the FIB
 *
 * Allocates when a next hop is met for the first time, after a change of routes, and
 * when more than four next hops share a set.
 *
 * Context: BH disabled, RCU read side.
 * Return: a route that is good until the end of the RCU read side, or NULL
 */
struct rtable *nvi_route4(struct nvi_routes4 *routes,
			  const struct fib_result *res)
{
	struct rtable __rcu **set = nvi_route4_set(routes, FIB_RES_NHC(*res));

	return nvi_route4_find(set, res) ?: nvi_route4_add(routes, set, res);
}

/**
 * nvi_routes4_forget() - forget routes
 * @routes: of a namespace
 * @dev: those out of this device, or NULL for all
 *
 * Context: RTNL; no CPU can be about to add a route out of @dev.
 */
void nvi_routes4_forget(struct nvi_routes4 *routes, const struct net_device *dev)
{
	struct rtable *rt;
	int i;

	spin_lock_bh(&routes->lock);
	for (i = 0; i < ARRAY_SIZE(routes->place); i++) {
		rt = rcu_dereference_protected(routes->place[i],
					       lockdep_is_held(&routes->lock));
		if (!rt || (dev && rt->dst.dev != dev))
			continue;
		RCU_INIT_POINTER(routes->place[i], NULL);
		nvi_route4_let_go(rt);
	}
	for (i = 0; i < NVI_RETIRED; i++) {
		rt = routes->retired[i];
		if (!rt || (dev && rt->dst.dev != dev))
			continue;
		routes->retired[i] = NULL;
		nvi_route4_let_go(rt);
	}
	spin_unlock_bh(&routes->lock);
}

/** nvi_routes4_free() - @routes, which no packet can see any more */
void nvi_routes4_free(struct nvi_routes4 *routes)
{
	nvi_routes4_forget(routes, NULL);
	kfree(routes);
}
