/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The fast path: the kernel's flow table carries established connections from their
 * real ingress interface straight to the next hop of stage 2, and back.
 *
 *   fast.c        of a device: begun and ended; what empties its table
 *   fast_table.c  the flow table: made, emptied
 *   fast_xdp.c    as XDP programs see it
 *   fast_port.c   the hooks on real devices, where its packets come in
 *   fast_note.c   a packet's way through stage 2 is noted
 *   fast_way.c    here
 *   fast_flow.c   until one of the other direction completes the connection
 *   fast_check.c  if that can take the fast path:
 *
 *   asked                  of what           when
 *   ---------------------  ----------------  -----------------------------------------
 *   nvi_fast_connection()  connection        end of stage 1, and again by the other
 *                                              direction
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
 * @table: the kernel's
 * @genid: of IPv4 routes when the table was new; see nvi_compat_flows_old()
 * @stale: something has changed that the kernel does not check for each packet: no
 *	packet takes this table any more, and an empty one is on its way
 */
struct nvi_flows {
	struct nf_flowtable table;
	int genid;
	bool stale;
};

/**
 * struct nvi_fast_path - the fast path of a device
 * @dev: the nvi device
 * @flows: the table; RCU, replaced under @lock; NULL while there is no memory
 * @lock: one at a time replaces @flows, or binds ports to them; inside RTNL
 * @ports: by ifindex: &struct nvi_port, or NVI_PORT_WANTED
 * @work: replaces @flows if they are to be emptied, and makes ports
 * @empty: @work is to replace @flows
 * @emptied: when @flows were new, in jiffies
 * @times: how often that was
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
 * struct nvi_port - a real device that packets of the fast path come in by
 * @ops: the hook there
 * @fast: the fast path
 * @in: the real device
 * @outward: packets come in here that have two stages on the slow path
 * @rcu: frees it
 */
struct nvi_port {
	struct nf_hook_ops ops;
	struct nvi_fast_path *fast;
	struct net_device *in;
	bool outward;
	struct rcu_head rcu;
};

/**
 * struct nvi_way - the way that a packet takes
 * @dst: its route
 * @cookie: of the route, for dst_check()
 * @epoch: nvi_fast_epoch() from before it was routed
 * @in: ifindex of the real device that it comes in by
 * @nvi: ifindex of the nvi device that put it into stage 2
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
	return -EOPNOTSUPP;	/* nvi_parse() has said so before */
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
