/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stage 2: from the gate (gate.c) to the next hop.
 *
 * The tests that a packet passes, in this order, and the result if one is true:
 *
 *   IPv4                              IPv6                  result
 *   --------------------------------  --------------------  --------------------------
 *   nvi_left_netns()                  the same              nvi_drop(NO_INGRESS)
 *   not nvi_plain4(): IP options,     -                     the kernel's input routing,
 *     not forwarded here, multicast                           which refuses own sources
 *   nvi_lookup4() -ENOENT: local,     no unicast route      the kernel delivers it, or
 *     broadcast, no route                                     sends an ICMP error
 *   nvi_lookup4() -ELOOP              route to an nvi       nvi_drop(LOOP)
 *                                       device
 *   none                              none                  nvi_forward4(), or
 *                                                             ip6_forward()
 */
#ifndef _NVI_STAGE2_H
#define _NVI_STAGE2_H

#include "nvi.h"

struct fib_result;
struct flowi4;

/**
 * nvi_left_netns() - test whether a packet has left the namespace of its nvi device
 * @nvi: device of the packet's dst: an nvi device, or its replacement by
 *	dst_dev_put() if it was deleted while the packet was queued
 * @net: the namespace that the packet is in
 *
 * The backlog is not flushed when the real ingress moves to another namespace, so
 * its packets may arrive there.  Routing them would put routes of that namespace
 * into the cache of this one.
 *
 * Return: true if the packet must be dropped
 */
static inline bool nvi_left_netns(const struct net_device *nvi,
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
