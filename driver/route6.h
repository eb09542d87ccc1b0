/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage-2 IPv6 decisions, and where a CPU keeps them.
 */
#ifndef _NVI_ROUTE6_H
#define _NVI_ROUTE6_H

#include <linux/bits.h>
#include <linux/in6.h>
#include <linux/types.h>

struct dst_entry;
struct net_device;
struct nvi_percpu;

/**
 * struct nvi_flow6 - what a stage-2 decision for IPv6 depends on
 * @saddr: translated source
 * @daddr: destination
 * @iif: ifindex of the ingress interface
 * @mark: of the packet
 * @flowinfo: what rules can compare of its traffic class and flow label
 */
struct nvi_flow6 {
	struct in6_addr saddr;
	struct in6_addr daddr;
	u32 iif;
	u32 mark;
	__be32 flowinfo;
};

/* Size of the per-CPU cache of stage-2 decisions: 2^8, 16 KiB */
#define NVI_DECISION6_BITS	8
#define NVI_DECISION6_SLOTS	BIT(NVI_DECISION6_BITS)

/**
 * struct nvi_decision6 - one of them
 * @flow: for these packets; its own CPU's only
 * @direct: may mode direct use it? Its own CPU's only
 * @epoch: made in, see nvi_epoch6(); its own CPU's only
 * @dst: the way, with a reference; other CPUs may take it away
 */
struct nvi_decision6 {
	struct nvi_flow6 flow;
	bool direct;
	u64 epoch;
	struct dst_entry __rcu *dst;
};

/* decide6.c */
void nvi_decide6(struct nvi_percpu *pc, const struct nvi_flow6 *flow, u64 epoch,
		 struct dst_entry *dst, bool direct);
void nvi_decisions6_flush(struct nvi_percpu __percpu *percpu,
			  const struct net_device *dev);

#endif /* _NVI_ROUTE6_H */
