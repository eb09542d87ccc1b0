/* SPDX-License-Identifier: GPL-2.0 */
/*
 * NVI: declarations that the files of the driver share.  In the order of a
 * packet's way through the router:
 *
 *   learn.c      hooks in POST_ROUTING and LOCAL_IN: a packet of a connection
 *   record.c     write its ingress to the connection (layout: record.h)
 *   neighbour6.c one IPv6 neighbour for all destinations
 *   xmit.c       ndo_start_xmit of nvi0: end of stage 1, choice by mode
 *   reinject.c   mode reinject: receive the packet again at its real ingress
 *   reflect.c    mode reflect: send a reply out of the recorded ingress
 *   too_big.c    fragment the reply, if need be
 *   send_back.c  send it to the recorded link-layer address
 *   input4.c     stage 2 of IPv4: route by the translated address
 *   lookup4.c    FIB lookup (multipath4.c: select one of several next hops)
 *   route4.c     struct rtable for the result
 *   forward4.c   forward to the next hop
 *   input6.c     stage 2 of IPv6
 *   vrf.h        stage 2 into a VRF: decrement the TTL once more
 *   fast.h       fast path of established connections, past both stages
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
 * @mark: bits to set in skb->mark, inside @mask; host byte order
 * @mask: bits of skb->mark to replace
 * @mode: &enum nvi_mode
 * @ingress: &enum nvi_ingress
 * @hops: &enum nvi_hops
 * @replay: &enum nvi_replay
 * @fallback: &enum nvi_fallback
 * @learn: &enum nvi_learn
 * @fast: &enum nvi_fast
 * @fast_mark: connection mark of connections that may take the fast path,
 *	inside @fast_mask; host byte order
 * @fast_mask: bits of the connection mark to compare
 * @rcu: frees a replaced configuration
 *
 * Immutable while a device points at it.  A change allocates a new one, so that
 * a packet sees either all changes of a request or none.
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
 * @nn: state of its namespace
 * @gate: per CPU, see &struct nvi_gate
 * @neighbour6: route of IPv6 packets that leave by the device, or NULL; see
 *	neighbour6.c
 * @stats: per CPU, see &struct nvi_stats
 * @fast: its fast path, or NULL; RCU, changed under RTNL
 * @fast_list: entry in &nvi_net.fast
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
 * struct nvi_percpu - per-CPU counters of a namespace
 * @count: counters, indexed by &enum nvi_net_count
 * @syncp: makes 64-bit reads consistent on 32-bit machines
 */
struct nvi_percpu {
	u64_stats_t count[NVI_NET_COUNTS];
	struct u64_stats_sync syncp;
};

/* LOCAL_IN and POST_ROUTING, for IPv4 and IPv6 */
#define NVI_HOOKS (IS_ENABLED(CONFIG_IPV6) ? 4 : 2)

/**
 * struct nvi_net - state of a namespace
 * @devices: number of nvi devices; under RTNL
 * @learn_once: number of devices with NVI_LEARN_ONCE; written under RTNL
 * @hooks: of learn.c; @hooks.priv is this structure
 * @routes: of route4.c; NULL while @devices is 0
 * @fast: devices with a fast path; RCU, changed under RTNL
 * @ways: notes of fast_way.c; NULL while @fast is empty; RCU, changed under RTNL
 * @fib_notifier: called on each change of a route or rule
 * @fib6_changes: number of calls of @fib_notifier for IPv6
 * @percpu: allocated while @devices is not 0; freed when no packet can see it
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

/*
 * All software offloads: the device puts nothing on a wire, so segmentation and
 * checksums are left to the real egress device.
 */
#define NVI_FEATURES (NETIF_F_SG | NETIF_F_FRAGLIST | NETIF_F_GSO_SOFTWARE | \
		      NETIF_F_GSO_ENCAP_ALL | NETIF_F_HW_CSUM | \
		      NETIF_F_RXCSUM | NETIF_F_SCTP_CRC | NETIF_F_HIGHDMA)

extern const struct net_device_ops nvi_netdev_ops;
extern const struct ethtool_ops nvi_ethtool_ops;
extern struct rtnl_link_ops nvi_link_ops;

/**
 * nvi_is_device() - test whether a device is an nvi device
 * @dev: any device
 *
 * Return: true if @dev is an nvi device
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
extern unsigned int nvi_net_id;
struct nvi_net *nvi_net(const struct net *net);
int nvi_net_get(struct net *net);
void nvi_net_put(struct net *net);
void nvi_net_learn(struct net *net, const struct nvi_config *old,
		   const struct nvi_config *new);

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
void nvi_drop_account(const struct sk_buff *skb, struct net_device *dev,
		      enum nvi_drop reason);
void nvi_drop(struct sk_buff *skb, struct net_device *dev,
	      enum nvi_drop reason);

/**
 * nvi_count_packet() - count a packet that has left the nvi device
 * @nvi: the device
 * @how: counter to increment
 * @len: length of the packet, in octets
 * @tx: count the packet as sent by the device
 * @rx: count the packet as received by the device
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
 * nvi_dev_net() - state of the namespace of a device
 * @dev: an nvi device
 *
 * Return: the state
 */
static inline struct nvi_net *nvi_dev_net(const struct net_device *dev)
{
	return ((const struct nvi_dev *)netdev_priv(dev))->nn;
}

/**
 * nvi_net_count() - count one event of a namespace
 * @nn: state of the namespace, which has an nvi device
 * @what: counter to increment
 *
 * Disables BH: after a hook has queued a packet to user space, netfilter
 * continues in process context with BH enabled.
 *
 * Context: RCU read side.
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
