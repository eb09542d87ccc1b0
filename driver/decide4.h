/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage-2 IPv4 decisions that have been made before: what each packet asks,
 * inline.  What makes an entry believable is told in decide4.c.
 */
#ifndef _NVI_DECIDE4_H
#define _NVI_DECIDE4_H

#include <linux/bitops.h>
#include <linux/hash.h>
#include <net/dst.h>
#include <net/route.h>

#include "nvi.h"

static inline struct nvi_decision4 *nvi_slot4(struct nvi_percpu *pc,
					      const struct nvi_flow4 *flow)
{
	/* who makes two of his flows meet here has two slow flows */
	u32 mix = (__force u32)flow->daddr ^
		  rol32((__force u32)flow->saddr, 16) ^
		  flow->iif ^ flow->mark ^ flow->tos;

	return &pc->decision[hash_32(mix, NVI_DECISION_BITS)];
}

static inline bool nvi_same_flow4(const struct nvi_flow4 *a,
				  const struct nvi_flow4 *b)
{
	return a->saddr == b->saddr && a->daddr == b->daddr &&
	       a->iif == b->iif && a->mark == b->mark && a->tos == b->tos;
}

/**
 * nvi_epoch4() - what the answers of the FIB belong to
 * @net: the namespace
 * @nn: its state
 *
 * To be read before a look-up, so that a change during it makes the answer an
 * old one.
 *
 * Return: a number that is another one after each change
 */
static inline u64 nvi_epoch4(const struct net *net, const struct nvi_net *nn)
{
	return (u64)READ_ONCE(nn->changes) << 32 |
	       (u32)rt_genid_ipv4(net);
}

/**
 * nvi_decided4() - has this been decided?
 * @pc: this CPU's state of the namespace
 * @flow: what the decision depends on
 * @epoch: nvi_epoch4() of now
 * @mtu: gets what @mtu of nvi_decide4() was
 *
 * Context: BH disabled, RCU read side.
 * Return: a route that is good until the end of the RCU read side, or NULL
 */
static inline struct rtable *nvi_decided4(struct nvi_percpu *pc,
					  const struct nvi_flow4 *flow,
					  u64 epoch, u32 *mtu)
{
	struct nvi_decision4 *slot = nvi_slot4(pc, flow);
	struct rtable *rt = rcu_dereference_bh_check(slot->rt,
						     rcu_read_lock_held());

	if (!rt || slot->epoch != epoch || !nvi_same_flow4(&slot->flow, flow))
		return NULL;
	/* a device that goes has taken it back, whatever the numbers say */
	if (unlikely(READ_ONCE(rt->dst.obsolete) != DST_OBSOLETE_FORCE_CHK))
		return NULL;
	*mtu = slot->mtu;
	return rt;
}

#endif /* _NVI_DECIDE4_H */
