/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage-2 IPv6 decisions that have been made before: what each packet asks,
 * inline.  What makes an entry believable is told in decide6.c.
 */
#ifndef _NVI_DECIDE6_H
#define _NVI_DECIDE6_H

#include <linux/etherdevice.h>	/* get_unaligned(), whose own header has moved */
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/log2.h>
#include <net/dst.h>
#include <net/ip6_fib.h>
#include <net/ipv6.h>

#include "nvi.h"

#if IS_ENABLED(CONFIG_IPV6)

/* The traffic class and the flow label, as far as a rule can ask for them */
static inline __be32 nvi_flowinfo6(const struct ipv6hdr *hdr)
{
	return ip6_flowinfo(hdr) & nvi_compat_rules_flowinfo;
}

static inline struct nvi_flow6 nvi_flow6(const struct ipv6hdr *hdr, u32 iif,
					 u32 mark)
{
	return (struct nvi_flow6){
		.saddr = hdr->saddr,
		.daddr = hdr->daddr,
		.iif = iif,
		.mark = mark,
		.flowinfo = nvi_flowinfo6(hdr),
	};
}

static inline u64 nvi_fold6(const struct in6_addr *a)
{
	return get_unaligned((const u64 *)a) ^
	       get_unaligned((const u64 *)a + 1);
}

static inline struct nvi_decision6 *nvi_slot6(struct nvi_percpu *pc,
					      const struct in6_addr *saddr,
					      const struct in6_addr *daddr,
					      u32 iif, u32 mark, __be32 flowinfo)
{
	/* who makes two of his flows meet here has two slow flows */
	u64 mix = nvi_fold6(daddr) ^ rol64(nvi_fold6(saddr), 29) ^
		  ((u64)iif << 32 | mark) ^ (__force u32)flowinfo;

	return &pc->decision6[hash_64(mix, NVI_DECISION6_BITS)];
}

static inline bool nvi_same_flow6(const struct nvi_flow6 *flow,
				  const struct ipv6hdr *hdr, u32 iif, u32 mark)
{
	return ipv6_addr_equal(&flow->saddr, &hdr->saddr) &&
	       ipv6_addr_equal(&flow->daddr, &hdr->daddr) &&
	       flow->iif == iif && flow->mark == mark &&
	       flow->flowinfo == nvi_flowinfo6(hdr);
}

/**
 * nvi_epoch6() - what the answers of the FIB belong to
 * @net: the namespace, which has IPv6
 * @nn: its state
 *
 * Those that are added up only ever grow, so their sum is another one when one of
 * them is.  See decide6.c for what they count.  To be read before a look-up, so
 * that a change during it makes the answer an old one.
 *
 * Return: a number that is another one after each change, and twice a second or so
 */
static inline u64 nvi_epoch6(const struct net *net, const struct nvi_net *nn)
{
	unsigned long now = jiffies;
	u32 sum = READ_ONCE(nn->changes) + (u32)(now >> const_ilog2(HZ)) +
		  READ_ONCE(net->ipv6.rt6_stats->fib_discarded_routes);

	return (u64)sum << 32 | (u32)rt_genid_ipv6(net);
}

/**
 * nvi_decided6() - has this been decided?
 * @pc: this CPU's state of the namespace
 * @hdr: of the packet; this and the next two are what the decision depends on
 * @iif: ifindex of where it comes in
 * @mark: that it has there
 * @epoch: nvi_epoch6() of now
 * @direct: gets what @direct of nvi_decide6() was
 *
 * Context: BH disabled, RCU read side.
 * Return: a dst that is good until the end of the RCU read side, or NULL
 */
static inline struct dst_entry *nvi_decided6(struct nvi_percpu *pc,
					     const struct ipv6hdr *hdr,
					     u32 iif, u32 mark, u64 epoch,
					     bool *direct)
{
	struct nvi_decision6 *slot = nvi_slot6(pc, &hdr->saddr, &hdr->daddr,
					       iif, mark, nvi_flowinfo6(hdr));
	struct dst_entry *dst = rcu_dereference_bh_check(slot->dst,
							 rcu_read_lock_held());

	if (!dst || slot->epoch != epoch ||
	    !nvi_same_flow6(&slot->flow, hdr, iif, mark))
		return NULL;
	/* its route or its device goes, whatever the numbers say */
	if (unlikely(READ_ONCE(dst->obsolete) != DST_OBSOLETE_FORCE_CHK))
		return NULL;
	*direct = slot->direct;
	return dst;
}

#endif /* CONFIG_IPV6 */
#endif /* _NVI_DECIDE6_H */
