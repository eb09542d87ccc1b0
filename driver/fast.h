/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fast path: the kernel's flow table forwards established connections from
 * their real ingress interface straight to the next hop of stage 2, and back.
 *
 *   fast.c        start and stop of a device's fast path; events that empty its table
 *   fast_table.c  the flow table: allocate, empty, free
 *   fast_xdp.c    lookups in the table by XDP programs
 *   fast_port.c   the hooks on real devices that pass packets to the table
 *   fast_note.c   note a packet's path through stage 2
 *   fast_way.c    the store of such notes
 *   fast_flow.c   add a connection to the table when both directions are known
 *   fast_check.c  the conditions for the fast path:
 *
 *   test                   subject           when
 *   ---------------------  ----------------  -----------------------------------------
 *   nvi_fast_connection()  connection        end of stage 1, and with the first packet
 *                                              of the other direction
 *   nvi_fast_chosen()      connection mark   end of stage 1
 *   nvi_fast_packet()      packet            end of POST_ROUTING, both directions
 *   nvi_fast_route()       route             end of POST_ROUTING, both directions
 *   nvi_fast_fits()        both routes       before it is put into the table
 */
#ifndef _NVI_FAST_H
#define _NVI_FAST_H

#include <linux/mutex.h>
#include <linux/netfilter.h>
#include <linux/workqueue.h>
#include <linux/xarray.h>

#include "nvi.h"

struct nf_conn;
struct nf_conntrack_tuple;

#ifdef NVI_WITH_FAST

/**
 * struct nvi_flows - a flow table
 * @table: the kernel's flow table
 * @genid: generation of IPv4 routes when the table was made; see
 *	nvi_compat_flows_old()
 * @stale: the table must not be used any more, and an empty one is about to
 *	replace it: something changed that the kernel does not check for each
 *	packet
 */
struct nvi_flows {
	struct nf_flowtable table;
	int genid;
	bool stale;
};

/**
 * struct nvi_fast_path - the fast path of a device
 * @dev: the nvi device
 * @flows: the table; RCU, replaced under @lock; NULL if it cannot be allocated
 * @lock: serialises replacing @flows and binding ports to it; inside RTNL
 * @ports: &struct nvi_port or NVI_PORT_WANTED, indexed by ifindex
 * @work: replaces @flows if @empty is set, and makes the wanted ports
 * @empty: @work is to replace @flows
 * @emptied: time at which @flows was last replaced, in jiffies
 * @times: number of times that @flows was replaced
 */
struct nvi_fast_path {
	struct net_device *dev;
	struct nvi_flows __rcu *flows;
	struct mutex lock;	/* see above */
	struct xarray ports;
	struct delayed_work work;
	bool empty;
	unsigned long emptied;
	unsigned long times;
};

/**
 * struct nvi_port - a real device at which packets of the fast path arrive
 * @ops: the ingress hook
 * @fast: the fast path
 * @in: the real device
 * @outward: packets that arrive here have two stages on the slow path
 * @rcu: frees the port
 */
struct nvi_port {
	struct nf_hook_ops ops;
	struct nvi_fast_path *fast;
	struct net_device *in;
	bool outward;
	struct rcu_head rcu;
};

/**
 * struct nvi_way - the path of a packet through the router
 * @dst: its route
 * @cookie: of the route, for dst_check()
 * @epoch: nvi_fast_epoch() from before it was routed
 * @in: ifindex of the real device that it arrived at
 * @nvi: ifindex of the nvi device that re-injected it
 */
struct nvi_way {
	struct dst_entry *dst;
	u32 cookie;
	u32 epoch;
	int in;
	int nvi;
};

/* fast_xdp.c */
void nvi_port_bind(struct nvi_port *port, struct nvi_flows *flows,
		   enum flow_block_command command);
void nvi_ports_bind(struct nvi_fast_path *fast, struct nvi_flows *flows,
		    struct nvi_flows *old);
bool nvi_ports_xdp(struct nvi_fast_path *fast);

/* fast_table.c */
struct nvi_flows *nvi_flows_make(struct net *net);
void nvi_flows_free(struct nvi_flows *flows);
void nvi_fast_empty(struct nvi_fast_path *fast);
void nvi_fast_changed(struct nvi_fast_path *fast, bool now);
void nvi_fast_read(const struct nvi_dev *nvi, u64 *flows, u64 *emptied);

/* fast.c */
int nvi_fast_net_init(struct net *net, struct nvi_net *nn);
void nvi_fast_net_exit(struct net *net, struct nvi_net *nn);
int nvi_fast_start(struct net_device *dev);
void nvi_fast_stop(struct net_device *dev);
void nvi_fast_netdev_event(struct nvi_net *nn, struct net_device *dev,
			   unsigned long event);

/* fast_port.c */
bool nvi_port_is(struct nvi_fast_path *fast, int ifindex);
bool nvi_ports_ready(struct nvi_fast_path *fast, int outward, int inward);
bool nvi_ports_wanted(const struct nvi_fast_path *fast);
void nvi_ports_make(struct nvi_fast_path *fast);
void nvi_port_remove(struct nvi_fast_path *fast, const struct net_device *in);
void nvi_ports_remove(struct nvi_fast_path *fast);

/* fast_way.c */
struct nvi_ways *nvi_ways_alloc(void);
void nvi_ways_free(struct nvi_ways *ways);
void nvi_way_begin(struct nvi_ways *ways, const struct nf_conntrack_tuple *tuple,
		   const struct nvi_way *way);
void nvi_way_note(struct nvi_ways *ways, const struct nf_conntrack_tuple *tuple,
		  int in, struct dst_entry *dst, u32 cookie);
bool nvi_way_take(struct nvi_ways *ways, const struct nf_conntrack_tuple *tuple,
		  struct nvi_way *way);

/* fast_check.c */
u32 nvi_fast_epoch(const struct nvi_net *nn, const struct net *net, u8 pf);
bool nvi_fast_connection(const struct nf_conn *ct);
bool nvi_fast_packet(const struct sk_buff *skb, u8 pf);
bool nvi_fast_route(const struct sk_buff *skb);

/* fast_note.c */
void nvi_fast_begin(const struct sk_buff *skb, const struct net_device *dev,
		    const struct nvi_config *config, int in, u8 pf);
void nvi_fast_note(struct nvi_net *nn, const struct sk_buff *skb, u8 pf,
		   const struct net_device *in);

/* fast_flow.c */
void nvi_fast_complete(struct nvi_net *nn, struct nf_conn *ct,
		       enum ip_conntrack_dir dir, const struct sk_buff *skb,
		       u8 pf, const struct net_device *in);

#else

static inline int nvi_fast_net_init(struct net *net, struct nvi_net *nn)
{
	INIT_LIST_HEAD(&nn->fast);
	return 0;
}

static inline void nvi_fast_net_exit(struct net *net, struct nvi_net *nn) { }

static inline int nvi_fast_start(struct net_device *dev)
{
	return -EOPNOTSUPP;	/* nvi_parse() has refused it */
}

static inline void nvi_fast_stop(struct net_device *dev) { }
static inline void nvi_fast_read(const struct nvi_dev *nvi, u64 *flows,
				 u64 *emptied)
{
	*flows = 0;
	*emptied = 0;
}

static inline void nvi_fast_netdev_event(struct nvi_net *nn,
					 struct net_device *dev,
					 unsigned long event) { }
static inline void nvi_fast_empty(struct nvi_fast_path *fast) { }
static inline void nvi_fast_begin(const struct sk_buff *skb,
				  const struct net_device *dev,
				  const struct nvi_config *config, int in,
				  u8 pf) { }
static inline void nvi_fast_note(struct nvi_net *nn, const struct sk_buff *skb,
				 u8 pf, const struct net_device *in) { }
static inline void nvi_fast_complete(struct nvi_net *nn, struct nf_conn *ct,
				     enum ip_conntrack_dir dir,
				     const struct sk_buff *skb, u8 pf,
				     const struct net_device *in) { }

#endif /* NVI_WITH_FAST */
#endif /* _NVI_FAST_H */
