/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage 2: from the gate (gate.c) to the next hop.
 *
 * What becomes of a packet, in the order in which it is asked:
 *
 *   IPv4                              IPv6                  goes to
 *   --------------------------------  --------------------  --------------------------
 *   nvi_strayed()                     the same              nvi_drop(NO_INGRESS)
 *   not nvi_plain4(): IP options,     -                     the kernel's input routing,
 *     not forwarded here, multicast                           which refuses own sources
 *   nvi_lookup4() -ENOENT: local,     no unicast route      the kernel: it delivers, or
 *     broadcast, no route                                     tells the sender
 *   nvi_lookup4() -ELOOP              route to an nvi       nvi_drop(LOOP)
 *                                       device
 *   else                              else                  nvi_forward4(), or
 *                                                             ip6_forward()
 */
#ifndef _NVI_STAGE2_H
#define _NVI_STAGE2_H

#include "nvi.h"

struct fib_result;
struct flowi4;

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

/* input4.c, input6.c */
int nvi_input4(struct sk_buff *skb);
int nvi_input6(struct sk_buff *skb);

/* lookup4.c */
struct rtable *nvi_lookup4(struct net *net, struct sk_buff *skb,
			   const struct net_device *in,
			   struct nvi_routes4 *routes);

/* multipath4.c */
void nvi_select_path4(struct net *net, struct sk_buff *skb,
		      struct fib_result *res);

/* route4.c */
struct nvi_routes4 *nvi_routes4_alloc(void);
void nvi_routes4_free(struct nvi_routes4 *routes);
struct rtable *nvi_route4(struct nvi_routes4 *routes,
			  const struct fib_result *res);
void nvi_routes4_forget(struct nvi_routes4 *routes,
			const struct net_device *dev);

/* forward4.c */
int nvi_forward4(struct sk_buff *skb, struct net_device *nvi);

#endif /* _NVI_STAGE2_H */
