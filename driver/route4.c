// SPDX-License-Identifier: GPL-2.0
/*
 * Stage-2 IPv4 routes: a struct rtable for the result of a FIB lookup.
 *
 * The kernel caches such routes in the next hop (nhc_rth_input), which only its
 * own routing code may write.  This file has a small cache for each namespace,
 * so that a packet need not allocate.  The FIB is asked for each packet; a cached
 * route is used only if it equals the result.
 *
 * A queued packet or a flow-table entry may hold a route that another one has
 * replaced.  So each route is in the cache, or in the list of retired routes, or
 * has released its device: no route delays the removal of a device.
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

/* a set-associative cache: 64 sets of 4 places */
#define NVI_ROUTE_SETS	64
#define NVI_ROUTE_WAYS	4
#define NVI_RETIRED	64

/**
 * struct nvi_routes4 - cached routes of a namespace
 * @lock: serialises writers
 * @next: counts new routes; selects the place that one replaces in its set
 * @oldest: counts retired routes; selects the place in @retired
 * @place: routes, with a reference; RCU
 * @retired: replaced routes that still hold their device, with a reference
 */
struct nvi_routes4 {
	spinlock_t lock;	/* see above */
	unsigned int next;
	unsigned int oldest;
	struct rtable __rcu *place[NVI_ROUTE_SETS * NVI_ROUTE_WAYS];
	struct rtable *retired[NVI_RETIRED];
};

/**
 * nvi_routes4_alloc() - allocate an empty cache of routes; may sleep
 *
 * Return: the cache, or NULL
 */
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

/* As rt_set_nexthop(): the realms of the next hop, completed by those of the rule. */
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

static bool nvi_route4_matches(const struct rtable *rt, const struct fib_result *res)
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

/* The kernel's routes share the state; lwtunnel_set_redirect() sets the same orig_output. */
static void nvi_route4_encap(struct rtable *rt, struct lwtunnel_state *lwtstate)
{
	rt->dst.lwtstate = lwtstate_get(lwtstate);
	if (!lwtunnel_output_redirect(lwtstate))
		return;
	WRITE_ONCE(lwtstate->orig_output, rt->dst.output);
	rt->dst.output = lwtunnel_output;
}

/* Make a route as __mkroute_input() and rt_set_nexthop() do. */
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

/* Make a route discard its packets and release its device, then put it. */
static void nvi_route4_release(struct rtable *rt)
{
	dst_dev_put(&rt->dst);
	dst_release(&rt->dst);	/* freed after an RCU grace period */
}

/* Keep a replaced route usable until 64 more are retired or its device goes. */
static void nvi_route4_retire(struct nvi_routes4 *routes, struct rtable *rt)
{
	struct rtable **place = &routes->retired[routes->oldest++ % NVI_RETIRED];

	if (*place)
		nvi_route4_release(*place);
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
		if (rt && nvi_route4_matches(rt, res))
			return rt;
	}
	return NULL;
}

/* Select a place for a new route: a free or invalid one, else the next in turn. */
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
 * nvi_route4() - get the route for a lookup result
 * @routes: cache of the namespace
 * @res: a unicast result of the FIB
 *
 * Allocates for a new next hop, after a change of routes, and when more than
 * four next hops share a set.
 *
 * Context: BH disabled, RCU read side.
 * Return: a route that is valid until the end of the RCU read side, or NULL
 */
struct rtable *nvi_route4(struct nvi_routes4 *routes,
			  const struct fib_result *res)
{
	struct rtable __rcu **set = nvi_route4_set(routes, FIB_RES_NHC(*res));

	return nvi_route4_find(set, res) ?: nvi_route4_add(routes, set, res);
}

/**
 * nvi_routes4_forget() - drop cached and retired routes
 * @routes: cache of a namespace
 * @dev: drop the routes out of this device, or all routes if NULL
 *
 * Context: RTNL; no CPU may be about to add a route out of @dev.
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
		nvi_route4_release(rt);
	}
	for (i = 0; i < NVI_RETIRED; i++) {
		rt = routes->retired[i];
		if (!rt || (dev && rt->dst.dev != dev))
			continue;
		routes->retired[i] = NULL;
		nvi_route4_release(rt);
	}
	spin_unlock_bh(&routes->lock);
}

/**
 * nvi_routes4_free() - free a cache of routes
 * @routes: the cache, which no packet can see any more
 */
void nvi_routes4_free(struct nvi_routes4 *routes)
{
	nvi_routes4_forget(routes, NULL);
	kfree(routes);
}
