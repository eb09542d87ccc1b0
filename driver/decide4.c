// SPDX-License-Identifier: GPL-2.0
/*
 * Stage-2 IPv4 decisions that have been made before.
 *
 * Rule after rule and table after table is what a second stage costs most
 * (Documentation/performance.rst), and the answer is the same for every packet
 * between two addresses until something changes.  So each CPU remembers some.
 * An entry is believed only if nothing that could change the answer has changed
 * since before it was looked up:
 *
 *  - routes, rules, addresses, next hops, the state of links: the kernel counts
 *    all of these in the namespace's rt_genid, for its own cached routes;
 *  - names and masters of devices, which rules ask for: counted in net.c.
 *
 * What depends on more than the key (ports, one of several paths) is not kept.
 * A slot has room for one; a scan pushes others out, and costs them one look-up.
 */
#include <kunit/visibility.h>
#include <net/dst.h>

#include "decide4.h"

/**
 * nvi_decide4() - remember a decision
 * @pc: this CPU's state of the namespace
 * @flow: what it depends on, and on nothing else
 * @epoch: nvi_epoch4() from before the look-up
 * @rt: the decision
 * @mtu: the MTU of the way if mode direct may use it, else 0
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_decide4(struct nvi_percpu *pc, const struct nvi_flow4 *flow, u64 epoch,
		 struct rtable *rt, u32 mtu)
{
	struct nvi_decision4 *slot = nvi_slot4(pc, flow);
	struct rtable *old;

	/* Only this CPU reads and writes these, and not in between. */
	slot->flow = *flow;
	slot->epoch = epoch;
	slot->mtu = mtu;
	if (rcu_access_pointer(slot->rt) == rt)
		return;
	dst_hold(&rt->dst);
	/* against nvi_decisions4_flush() on another CPU */
	old = unrcu_pointer(xchg(&slot->rt, RCU_INITIALIZER(rt)));
	if (old)
		dst_release(&old->dst);	/* RCU delays the rest */
}
EXPORT_SYMBOL_IF_KUNIT(nvi_decide4);
