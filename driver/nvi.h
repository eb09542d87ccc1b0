/* SPDX-License-Identifier: GPL-2.0 */
/*
 * NVI: what the files of the driver share, in the order of a packet's journey:
 *
 *   learn.c     POST_ROUTING, LOCAL_IN: a packet of a connection has come in
 *   record.c    note on the connection where (record.h: read that)
 *   neigh.c     the end of stage 1, if nobody attends to the device
 *   xmit.c      routed to nvi0 and translated: what does its mode say?
 *   direct4.c   stage 2 right here (and direct6.c, direct.c) if it is simple, else:
 *   reinject.c  back in at the real ingress
 *   reflect.c   or out again by it, as a reply does
 *   too_big.c   in fragments, if need be
 *   input4.c    stage 2 begins for IPv4: route by the address it now has
 *   lookup4.c   ask the FIB
 *   decide4.c   or remember how that was decided before
 *   input6.c    the same for IPv6 (and lookup6.c, decide6.c)
 *   forward4.c  on to the next hop (forward6.c: if it is simple)
 *   straight.h  what both modes ask on the way there
 *   vrf.h       or into a VRF, which costs a hop
 */
#ifndef _NVI_H
#define _NVI_H

#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <net/net_namespace.h>
#include <net/dst.h>
#include <linux/nvi.h>
#include "count.h"
#include "gate.h"
#include "route4.h"
#include "route6.h"

/**
 * struct nvi_config - the settings of a device
 * @mark: bits to set in skb->mark, inside @mask
 * @mask: bits of skb->mark to replace
 * @mode: &enum nvi_mode
 * @ingress: &enum nvi_ingress
 * @hops: &enum nvi_hops
 * @replay: &enum nvi_replay
 * @fallback: &enum nvi_fallback
 * @learn: &enum nvi_learn
 * @fast: &enum nvi_fast
 * @fast_mark: the connection mark, inside @fast_mask, of connections that may take
 *	the fast path
 * @fast_mask: bits of the connection mark that are compared
 * @rcu: frees a configuration that was replaced
 *
 * Never changed once a device points at it: a change is a new one, so that a
 * packet sees all of a request or nothing of it.
 */
struct nvi_config {
	u32 mark;
	u32 mask;
	u8 mode;
	u8 ingress;
	u8 hops;
	u8 replay;
	u8 fallback;
	u8 learn;
	u8 fast;
	u32 fast_mark;
	u32 fast_mask;
	struct rcu_head rcu;
};

/**
 * struct nvi_dev - private part of an nvi device
 * @config: settings; RCU, replaced under RTNL
 * @nn: of its namespace
 * @gate: per CPU, see &struct nvi_gate
 * @stats: per CPU, see &struct nvi_stats
 * @fast: its fast path, or NULL; RCU, changed under RTNL
 * @fast_list: among the devices of the namespace that have one
 */
struct nvi_dev {
	struct nvi_config __rcu *config;
	struct nvi_net *nn;
	struct nvi_gate __percpu *gate;
	struct nvi_stats __percpu *stats;
	struct nvi_fast_path __rcu *fast;
	struct list_head fast_list;
};

/**
 * struct nvi_stage2 - a packet that is in stage 2 now
 * @skb: the packet, or NULL; only compared
 * @nvi: the device that put it there
 * @epoch: a number that is another one after a change of routes
 */
struct nvi_stage2 {
	const struct sk_buff *skb;
	struct nvi_dev *nvi;
	u64 epoch;
};

/**
 * struct nvi_percpu - a namespace's state on one CPU
 * @decision: stage-2 IPv4 decisions, see decide4.c
 * @decision6: stage-2 IPv6 decisions, see decide6.c
 * @route: stage-2 IPv4 routes, see route4.c
 * @stage2: a packet that is in stage 2 now, of a device with a fast path
 * @nested: packets that mode direct is sending, one because of the other
 * @count: by &enum nvi_net_count
 * @syncp: makes 64-bit reads consistent on 32-bit machines
 */
struct nvi_percpu {
	struct nvi_decision4 decision[NVI_DECISION_SLOTS];
#if IS_ENABLED(CONFIG_IPV6)
	struct nvi_decision6 decision6[NVI_DECISION6_SLOTS];
#endif
	struct rtable __rcu *route[NVI_ROUTE_SLOTS];
	struct nvi_stage2 stage2;
	unsigned int nested;
	u64_stats_t count[NVI_NET_COUNTS];
	struct u64_stats_sync syncp;
};

/* LOCAL_IN and POST_ROUTING, of IPv4 and IPv6 */
#define NVI_HOOKS (IS_ENABLED(CONFIG_IPV6) ? 4 : 2)

/**
 * struct nvi_net - a namespace that has, or had, nvi devices
 * @devices: how many it has now; under RTNL
 * @changes: of devices that rules may ask for, so far; under RTNL
 * @learn_once: how many of the devices want NVI_LEARN_ONCE; written under RTNL
 * @hooks: of learn.c, with this as their private data
 * @fast: devices that have a fast path; RCU, changed under RTNL
 * @ways: notes of fast_way.c, there while @fast is not empty; RCU
 * @fib_notifier: tells of changes of routes
 * @fib6_changes: how often it was called for IPv6
 * @percpu: there while @devices is not 0, and until no packet can see it
 */
struct nvi_net {
	unsigned int devices;
	u32 changes;
	unsigned int learn_once;
	struct nf_hook_ops hooks[NVI_HOOKS];
	struct list_head fast;
	struct nvi_ways __rcu *ways;
	struct notifier_block fib_notifier;
	atomic_t fib6_changes;
	struct nvi_percpu __percpu *percpu;
};

/* What a packet may be left as: everything, for nothing is sent on a wire. */
#define NVI_FEATURES (NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_GSO_SOFTWARE | \
		      NETIF_F_GSO_ENCAP_ALL | NETIF_F_HW_CSUM | \
		      NETIF_F_RXCSUM | NETIF_F_SCTP_CRC | NETIF_F_HIGHDMA)

extern const struct net_device_ops nvi_netdev_ops;
extern const struct ethtool_ops nvi_ethtool_ops;
extern struct rtnl_link_ops nvi_link_ops;

/**
 * nvi_is_device() - is this one of ours?
 * @dev: any device
 */
static inline bool nvi_is_device(const struct net_device *dev)
{
	return dev->netdev_ops == &nvi_netdev_ops;
}

/**
 * nvi_strayed() - is a packet not where its second stage was to be?
 * @nvi: what its gate leads to: an nvi device, or, deleted while the packet was
 *	queued, what dst_dev_put() has left in its place
 * @net: where it is
 *
 * Nothing flushes the backlog when the real ingress moves to another namespace, so
 * its packets may come in there.  Routed from here, they would leave routes of
 * that namespace in the memory of this one.
 */
static inline bool nvi_strayed(const struct net_device *nvi,
			       const struct net *net)
{
	return !nvi_is_device(nvi) || !net_eq(dev_net(nvi), net);
}

/* device.c */
extern const struct nvi_config nvi_defaults;
void nvi_setup(struct net_device *dev);
void nvi_keep_dst(struct net_device *dev, const struct nvi_config *config);

/* net.c */
struct nvi_net *nvi_net(const struct net *net);
int nvi_net_get(struct net *net);
void nvi_net_put(struct net *net);
void nvi_net_learn(struct net *net, const struct nvi_config *old,
		   const struct nvi_config *new);
int __init nvi_net_init(void);
void nvi_net_exit(void);

/* learn.c */
unsigned int nvi_learn_out(void *priv, struct sk_buff *skb,
			   const struct nf_hook_state *state);
int nvi_learn_start(struct net *net);
void nvi_learn_stop(struct net *net);

/* neigh.c, xmit.c */
int nvi_neigh_construct(struct net_device *dev, struct neighbour *n);
netdev_tx_t nvi_xmit(struct sk_buff *skb, struct net_device *dev);

/* direct4.c, direct6.c */
bool nvi_direct4(struct sk_buff *skb, struct net_device *dev,
		 const struct nvi_config *config);
bool nvi_direct6(struct sk_buff *skb, struct net_device *dev,
		 const struct nvi_config *config);

/* reinject.c */
enum nvi_count nvi_reinject(struct sk_buff *skb, struct net_device *dev,
			    const struct nvi_config *config,
			    enum nvi_count family);

/* reflect.c */
enum nvi_count nvi_reflect(struct sk_buff *skb, struct net_device *dev,
			   const struct nvi_config *config,
			   enum nvi_count family);
enum nvi_count nvi_send_back(struct sk_buff *skb, struct net_device *dev,
			     struct net_device *out, u64 lladdr);

/* too_big.c */
void nvi_prepare_error(struct sk_buff *skb);
enum nvi_count nvi_reflect_too_big(struct sk_buff *skb, struct net_device *dev,
				   struct net_device *out, unsigned int mtu);

/* input4.c, lookup6.c, input6.c, forward4.c, forward6.c */
bool nvi_plain4(const struct sk_buff *skb, const struct net_device *in);
int nvi_input4(struct sk_buff *skb);
bool nvi_plain_address6(const struct in6_addr *addr);
struct dst_entry *nvi_lookup6(struct net *net, struct sk_buff *skb,
			      struct net_device *in,
			      const struct nvi_flow6 *flow, bool *keep);
int nvi_input6(struct sk_buff *skb);
int nvi_forward4(struct sk_buff *skb, struct net_device *nvi, u32 mtu);
bool nvi_forward6(struct sk_buff *skb);

/* drop.c */
void nvi_drop_told(const struct sk_buff *skb, struct net_device *dev,
		   enum nvi_count reason);
void nvi_drop(struct sk_buff *skb, struct net_device *dev,
	      enum nvi_count reason);

/**
 * nvi_count() - count one event of a device
 * @dev: an nvi device, or what dst_dev_put() left in its place
 * @what: the counter
 *
 * Context: BH disabled, RCU read side.
 */
static inline void nvi_count(struct net_device *dev, enum nvi_count what)
{
	struct nvi_stats *stats;

	if (unlikely(!nvi_is_device(dev)))
		return;	/* deleted while the packet was queued */
	stats = this_cpu_ptr(((struct nvi_dev *)netdev_priv(dev))->stats);
	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->count[what]);
	u64_stats_update_end(&stats->syncp);
}

/**
 * nvi_count_passed() - count a packet that was put into stage 2
 * @nvi: the device
 * @how: NVI_REINJECT4, NVI_DIRECT4, ...
 * @len: of the packet, in octets
 * @self: it came in by the nvi device itself
 *
 * Context: BH disabled.
 */
static inline void nvi_count_passed(struct nvi_dev *nvi, enum nvi_count how,
				    unsigned int len, bool self)
{
	struct nvi_stats *stats = this_cpu_ptr(nvi->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->tx_packets);
	u64_stats_add(&stats->tx_bytes, len);
	if (self) {
		u64_stats_inc(&stats->rx_packets);
		u64_stats_add(&stats->rx_bytes, len);
	}
	u64_stats_inc(&stats->count[how]);
	u64_stats_update_end(&stats->syncp);
}

/**
 * nvi_count_fast() - count a packet that has taken the fast path
 * @nvi: the device
 * @how: NVI_FAST4 or NVI_FAST6
 * @len: of the packet, in octets
 * @inward: it is of the direction that has one stage on the slow path
 *
 * Context: BH disabled.
 */
static inline void nvi_count_fast(struct nvi_dev *nvi, enum nvi_count how,
				  unsigned int len, bool inward)
{
	struct nvi_stats *stats = this_cpu_ptr(nvi->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(inward ? &stats->rx_packets : &stats->tx_packets);
	u64_stats_add(inward ? &stats->rx_bytes : &stats->tx_bytes, len);
	u64_stats_inc(&stats->count[how]);
	u64_stats_update_end(&stats->syncp);
}

/**
 * nvi_net_count() - count one event of a namespace
 * @nn: the namespace, which has an nvi device
 * @what: the counter
 *
 * Context: RCU read side.  Netfilter goes on in process context, with BH enabled,
 * behind a hook that queued the packet to user space.
 */
static inline void nvi_net_count(struct nvi_net *nn, enum nvi_net_count what)
{
	bool enabled = !in_softirq();
	struct nvi_percpu *pc;

	if (unlikely(enabled))
		local_bh_disable();
	pc = this_cpu_ptr(nn->percpu);
	u64_stats_update_begin(&pc->syncp);
	u64_stats_inc(&pc->count[what]);
	u64_stats_update_end(&pc->syncp);
	if (unlikely(enabled))
		local_bh_enable();
}

#endif /* _NVI_H */
