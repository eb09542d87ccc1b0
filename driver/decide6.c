// SPDX-License-Identifier: GPL-2.0
/*
 * Stage-2 IPv6 decisions that have been made before; why at all, decide4.c says.
 *
 * IPv6 has no number that counts every change, as rt_genid does for IPv4, so an
 * entry is believed only while several of them are what they were (nvi_epoch6()):
 *
 *  - fib6_sernum: a route was added or replaced, an exception (PMTU) made, a rule
 *    added or deleted, a next hop's object or an IPsec policy changed;
 *  - fib_discarded_routes: a route was deleted;
 *  - changes of devices, of which net.c hears after the FIB.  (A link that loses
 *    its carrier makes a next hop dead, which nobody counts.)
 *
 * All of these are counted behind the change itself.
 *
 * What none of them tells ends within a second, since they grow with the time as
 * well: a change of the sysctl ignore_routes_with_linkdown, a route of a router
 * advertisement that expires and was not the answer itself, but is asked before.
 * So does an answer from between two routes of two tables that are deleted in the
 * same instant, which may count as one: the kernel's counter is not atomic.
 */
#include <kunit/visibility.h>
#include <net/ip6_route.h>

#include "decide6.h"

#if IS_ENABLED(CONFIG_IPV6)

/**
 * nvi_decide6() - remember a decision
 * @pc: this CPU's state of the namespace
 * @flow: what it depends on, and on nothing else
 * @epoch: nvi_epoch6() from before the look-up
 * @dst: the decision
 * @direct: may mode direct use it?
 *
 * The dst is the kernel's, of the route's own memory of each CPU.  When the route
 * is deleted, the kernel makes it let go of the route and of the device, whoever
 * holds it (fib6_purge_rt(), dst_dev_put()), so that a reference of ours delays
 * nothing.
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_decide6(struct nvi_percpu *pc, const struct nvi_flow6 *flow, u64 epoch,
		 struct dst_entry *dst, bool direct)
{
	struct nvi_decision6 *slot = nvi_slot6(pc, &flow->saddr, &flow->daddr,
					       flow->iif, flow->mark,
					       flow->flowinfo);
	struct dst_entry *old;

	/* Only this CPU reads and writes these, and not in between. */
	slot->flow = *flow;
	slot->epoch = epoch;
	slot->direct = direct;
	if (rcu_access_pointer(slot->dst) == dst)
		return;
	if (!dst_hold_safe(dst))
		dst = NULL;
	/* against nvi_decisions6_flush() on another CPU */
	old = unrcu_pointer(xchg(&slot->dst, RCU_INITIALIZER(dst)));
	if (old)
		dst_release(old);	/* RCU delays the rest */
}
EXPORT_SYMBOL_IF_KUNIT(nvi_decide6);

static void nvi_take_back6(struct dst_entry __rcu **slot,
			   const struct net_device *dev)
{
	struct dst_entry *dst;

	rcu_read_lock();
	dst = rcu_dereference(*slot);
	if (!dst || (dev && dst->dev != dev &&
		     READ_ONCE(dst->obsolete) == DST_OBSOLETE_FORCE_CHK))
		dst = NULL;
	/* its CPU may have put a new one in its place */
	else if (cmpxchg(slot, RCU_INITIALIZER(dst), NULL) !=
		 RCU_INITIALIZER(dst))
		dst = NULL;
	rcu_read_unlock();
	if (dst)
		dst_release(dst);
}

/**
 * nvi_decisions6_flush() - forget decisions
 * @percpu: of the namespace
 * @dev: those out of this device, and those whose route has gone; or NULL for all
 *
 * Context: RTNL.
 */
void nvi_decisions6_flush(struct nvi_percpu __percpu *percpu,
			  const struct net_device *dev)
{
	int cpu, i;

	for_each_possible_cpu(cpu)
		for (i = 0; i < NVI_DECISION6_SLOTS; i++)
			nvi_take_back6(&per_cpu_ptr(percpu, cpu)->decision6[i].dst,
				       dev);
}
EXPORT_SYMBOL_IF_KUNIT(nvi_decisions6_flush);

#endif /* CONFIG_IPV6 */
