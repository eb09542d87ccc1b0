/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage-2 IPv4 routes and decisions, and where a CPU keeps them.
 */
#ifndef _NVI_ROUTE4_H
#define _NVI_ROUTE4_H

#include <linux/bits.h>
#include <linux/types.h>

struct fib_result;
struct net;
struct net_device;
struct nvi_net;
struct nvi_percpu;
struct rtable;
struct sk_buff;

/* Size of the per-CPU cache of stage-2 routes: 2^6 */
#define NVI_ROUTE_BITS	6
#define NVI_ROUTE_SLOTS	BIT(NVI_ROUTE_BITS)

/**
 * struct nvi_flow4 - what a stage-2 decision for IPv4 depends on
 * @saddr: translated source
 * @daddr: destination
 * @iif: ifindex of the ingress interface
 * @mark: of the packet
 * @tos: its TOS without ECN, of which rules compare all or a part
 */
struct nvi_flow4 {
	__be32 saddr;
	__be32 daddr;
	u32 iif;
	u32 mark;
	u32 tos;
};

/* Size of the per-CPU cache of stage-2 decisions: 2^8, 10 KiB */
#define NVI_DECISION_BITS	8
#define NVI_DECISION_SLOTS	BIT(NVI_DECISION_BITS)

/**
 * struct nvi_decision4 - one of them
 * @flow: for these packets; its own CPU's only
 * @mtu: of the way, if mode direct may use it, else 0; its own CPU's only
 * @epoch: made in, see nvi_epoch4(); its own CPU's only
 * @rt: the route, with a reference; other CPUs may take it away
 */
struct nvi_decision4 {
	struct nvi_flow4 flow;
	u32 mtu;
	u64 epoch;
	struct rtable __rcu *rt;
};

/* decide4.c */
void nvi_decide4(struct nvi_percpu *pc, const struct nvi_flow4 *flow, u64 epoch,
		 struct rtable *rt, u32 mtu);

/* lookup4.c */
struct rtable *nvi_lookup4(struct net *net, struct sk_buff *skb,
			   const struct nvi_flow4 *flow, struct nvi_percpu *pc,
			   bool *keep);

/* route4.c */
struct rtable *nvi_route4(struct nvi_percpu *pc, const struct fib_result *res);
void nvi_route4_flush(struct nvi_percpu __percpu *percpu,
		      const struct net_device *dev);

#endif /* _NVI_ROUTE4_H */
