/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's flow table: whether there is one, how a flow is told its routes, what
 * the kernel checks for each packet, and who else finds flows.
 */
#ifndef _NVI_COMPAT_FLOW_TABLE_H
#define _NVI_COMPAT_FLOW_TABLE_H

#if IS_ENABLED(CONFIG_NF_FLOW_TABLE) && IS_ENABLED(CONFIG_NETFILTER_INGRESS)
#define NVI_WITH_FAST

#include <net/netfilter/nf_flow_table.h>

/* One direction of a flow: in by @in, out by @dst, whose reference it takes over. */
static inline void nvi_compat_flow_way(struct nf_flow_route *route,
				       enum ip_conntrack_dir dir,
				       struct dst_entry *dst, int in)
{
	route->tuple[dir].dst = dst;
#ifdef NVI_HAVE_FLOW_DST_COOKIE
	route->tuple[dir].in.ifindex = in;
	route->tuple[dir].out.ifindex = dst->dev->ifindex;
	route->tuple[dir].xmit_type = FLOW_OFFLOAD_XMIT_NEIGH;
#endif
	/* (before, @in was always the device that the other direction goes out by) */
}

/* Takes over the references of @route, whatever becomes of it. */
static inline int nvi_compat_flow_route_init(struct flow_offload *flow,
					     struct nf_flow_route *route)
{
#ifdef NVI_HAVE_FLOW_ROUTE_INIT_VOID
	flow_offload_route_init(flow, route);
	return 0;
#else
	int err = flow_offload_route_init(flow, route);

	dst_release(route->tuple[0].dst);
	dst_release(route->tuple[1].dst);
	return err;
#endif
}

/* Does the kernel check the route of each packet?  One that keeps a cookie with it does. */
#ifdef NVI_HAVE_FLOW_DST_COOKIE
#define NVI_COMPAT_FLOW_CHECKED true
#else
#define NVI_COMPAT_FLOW_CHECKED false
#endif

/* Has an IPv4 route, or whatever else counts as a change of routes, changed since @genid? */
static inline bool nvi_compat_flows_old(const struct net *net, int genid)
{
	return !NVI_COMPAT_FLOW_CHECKED && rt_genid_ipv4(net) != genid;
}

/* Can an XDP program of @dev look flows up, and is there one? */
static inline bool nvi_compat_flow_xdp(struct net_device *dev)
{
#ifdef NVI_HAVE_FLOW_XDP
	return dev_xdp_prog_count(dev);
#else
	return false;
#endif
}

#endif
#endif
