/* SPDX-License-Identifier: GPL-2.0 */
/*
 * NVI: what the files of the driver share, in the order of a packet's journey:
 *
 *   learn.c      POST_ROUTING, LOCAL_IN: a packet of a connection has come in
 *   record.c     note on the connection where (record.h: read that)
 *   neighbour6.c one IPv6 neighbour for all destinations
 *   xmit.c       routed to nvi0 and translated: what does its mode say?
 *   reinject.c   back in at the real ingress
 *   reflect.c    or out again by it, as a reply does
 *   too_big.c    in fragments, if need be
 *   send_back.c  to the recorded link-layer address
 *   input4.c     stage 2 begins for IPv4: route by the address it now has
 *   lookup4.c    ask the FIB (multipath4.c: which of several next hops)
 *   route4.c     and make the answer a route
 *   forward4.c   on to the next hop
 *   input6.c     the same for IPv6
 *   vrf.h        or into a VRF, which costs a hop
 *   fast.h       past both stages, when the connection is established
 */
#ifndef _NVI_H
#define _NVI_H

#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/notifier.h>
#include <net/net_namespace.h>
#include <net/dst.h>
#include <linux/nvi.h>
#include "count.h"
#include "gate.h"

struct nvi_fast_path;
struct nvi_routes4;
struct nvi_ways;
struct rtable;

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
 * @neighbour6: the route of IPv6 packets that leave by the device, or NULL; see
 *	neighbour6.c
 * @stats: per CPU, see &struct nvi_stats
 * @fast: its fast path, or NULL; RCU, changed under RTNL
 * @fast_list: among the devices of the namespace that have one
 */
struct nvi_dev {
	struct nvi_config __rcu *config;
	struct nvi_net *nn;
	struct nvi_gate __percpu *gate;
	struct dst_entry *neighbour6;
	struct nvi_stats __percpu *stats;
	struct nvi_fast_path __rcu *fast;
	struct list_head fast_list;
};

/**
 * struct nvi_percpu - a namespace's state on one CPU
 * @count: by &enum nvi_net_count
 * @syncp: makes 64-bit reads consistent on 32-bit machines
 */
struct nvi_percpu {
	u64_stats_t count[NVI_NET_COUNTS];
	struct u64_stats_sync syncp;
};

/* LOCAL_IN and POST_ROUTING, of IPv4 and IPv6 */
#define NVI_HOOKS (IS_ENABLED(CONFIG_IPV6) ? 4 : 2)

/**
 * struct nvi_net - a namespace that has, or had, nvi devices
 * @devices: how many it has now; under RTNL
 * @learn_once: how many of the devices want NVI_LEARN_ONCE; written under RTNL
 * @hooks: of learn.c, with this as their private data
 * @routes: of route4.c, there while @devices is not 0
 * @fast: devices that have a fast path; RCU, changed under RTNL
 * @ways: notes of fast_way.c, there while @fast is not empty; RCU
 * @fib_notifier: tells of changes of routes
 * @fib6_changes: how often it was called for IPv6
 * @percpu: there while @devices is not 0, and until no packet can see it
 */
struct nvi_net {
	unsigned int devices;
	unsigned int learn_once;
	struct nf_hook_ops hooks[NVI_HOOKS];
	struct nvi_routes4 *routes;
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

/* device.c */
extern const struct nvi_config nvi_defaults;
void nvi_setup(struct net_device *dev);
void nvi_keep_dst(struct net_device *dev, const struct nvi_config *config);

/* parse.c */
int nvi_parse(struct nvi_config *config, struct nlattr *data[],
	      struct netlink_ext_ack *extack);

/* net.c */
struct nvi_net *nvi_net(const struct net *net);
int nvi_net_get(struct net *net);
void nvi_net_put(struct net *net);
void nvi_net_learn(struct net *net, const struct nvi_config *old,
		   const struct nvi_config *new);
int __init nvi_net_init(void);
void nvi_net_exit(void);

/* learn.c */
int nvi_learn_start(struct net *net, struct nvi_net *nn);
void nvi_learn_stop(struct net *net, struct nvi_net *nn);

/* neighbour6.c */
int nvi_neighbour6_make(struct net_device *dev);
void nvi_neighbour6_put(struct nvi_dev *nvi);
void nvi_neighbour6_use(struct sk_buff *skb, const struct net_device *dev);

/* xmit.c */
netdev_tx_t nvi_xmit(struct sk_buff *skb, struct net_device *dev);

/* reinject.c */
enum nvi_drop nvi_reinject(struct sk_buff *skb, struct net_device *dev,
			   const struct nvi_config *config, u8 pf);

/* reflect.c */
enum nvi_drop nvi_reflect(struct sk_buff *skb, struct net_device *dev,
			  const struct nvi_config *config, u8 pf);

/* too_big.c */
void nvi_prepare_error(struct sk_buff *skb);
enum nvi_drop nvi_reflect_too_big(struct sk_buff *skb, struct net_device *dev,
				  struct net_device *out, unsigned int mtu);

/* send_back.c */
enum nvi_drop nvi_send_back(struct sk_buff *skb, struct net_device *dev,
			    struct net_device *out, u64 lladdr);

/* drop.c */
void nvi_drop_told(const struct sk_buff *skb, struct net_device *dev,
		   enum nvi_drop reason);
void nvi_drop(struct sk_buff *skb, struct net_device *dev,
	      enum nvi_drop reason);

/**
 * nvi_count_packet() - count a packet that has gone on from a device
 * @nvi: the device
 * @how: the counter of such packets
 * @len: of the packet, in octets
 * @tx: count it as sent by the device
 * @rx: count it as received by the device
 *
 * Context: BH disabled.
 */
static inline void nvi_count_packet(struct nvi_dev *nvi, enum nvi_count how,
				    unsigned int len, bool tx, bool rx)
{
	struct nvi_stats *stats = this_cpu_ptr(nvi->stats);

	u64_stats_update_begin(&stats->syncp);
	if (tx) {
		u64_stats_inc(&stats->tx_packets);
		u64_stats_add(&stats->tx_bytes, len);
	}
	if (rx) {
		u64_stats_inc(&stats->rx_packets);
		u64_stats_add(&stats->rx_bytes, len);
	}
	u64_stats_inc(&stats->count[how]);
	u64_stats_update_end(&stats->syncp);
}

/**
 * nvi_dev_net() - the state of a device's namespace
 * @dev: an nvi device
 */
static inline struct nvi_net *nvi_dev_net(const struct net_device *dev)
{
	return ((const struct nvi_dev *)netdev_priv(dev))->nn;
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
	struct nvi_percpu *pc;

	local_bh_disable();
	pc = this_cpu_ptr(nn->percpu);
	u64_stats_update_begin(&pc->syncp);
	u64_stats_inc(&pc->count[what]);
	u64_stats_update_end(&pc->syncp);
	local_bh_enable();
}

#endif /* _NVI_H */
