/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel's flow table: its availability, the routes of a flow, the checks that
 * the kernel makes for each packet, and lookups by XDP programs.
 */
#ifndef _NVI_COMPAT_FLOW_TABLE_H
#define _NVI_COMPAT_FLOW_TABLE_H

#if IS_ENABLED(CONFIG_NF_FLOW_TABLE) && IS_ENABLED(CONFIG_NETFILTER_INGRESS)
#define NVI_WITH_FAST

#include <net/netfilter/nf_flow_table.h>

/*
 * Set one direction of a flow: ingress @in, route @dst, whose reference it takes
 * over.
 */
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
	/* (older kernels use the egress device of the other direction for @in) */
}

/* Set the routes of a flow.  Consumes the references of @route, on error as well. */
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

/* True if the kernel checks the route of each packet, as those with a cookie do. */
#ifdef NVI_HAVE_FLOW_DST_COOKIE
#define NVI_COMPAT_FLOW_CHECKED true
#else
#define NVI_COMPAT_FLOW_CHECKED false
#endif

/* True if IPv4 routes have changed since @genid, and the kernel does not check that. */
static inline bool nvi_compat_flows_old(const struct net *net, int genid)
{
	return !NVI_COMPAT_FLOW_CHECKED && rt_genid_ipv4(net) != genid;
}

/* True if @dev has an XDP program, and the kernel lets it look up flows. */
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
