/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Mode direct: what direct.c asks direct4.c and direct6.c.
 */
#ifndef _NVI_DIRECT_H
#define _NVI_DIRECT_H

#include <linux/types.h>

struct dst_entry;
struct net;
struct nvi_dev;
struct sk_buff;
struct sock;

/**
 * struct nvi_way - a packet's way through stage 2
 * @iif: ifindex of the interface that it comes in by
 * @mark: that it has there
 * @mtu: of the way out
 * @dst: of the way out; good until the end of the RCU read side
 */
struct nvi_way {
	u32 iif;
	u32 mark;
	u32 mtu;
	struct dst_entry *dst;
};

bool nvi_way4(struct sk_buff *skb, struct nvi_dev *nvi, struct nvi_way *way);
int nvi_out4(struct net *net, struct sock *sk, struct sk_buff *skb);

#if IS_ENABLED(CONFIG_IPV6)
bool nvi_way6(struct sk_buff *skb, struct nvi_dev *nvi, struct nvi_way *way);
int nvi_out6(struct net *net, struct sock *sk, struct sk_buff *skb);
#else
static inline bool nvi_way6(struct sk_buff *skb, struct nvi_dev *nvi,
			    struct nvi_way *way)
{
	return false;
}

static inline int nvi_out6(struct net *net, struct sock *sk,
			   struct sk_buff *skb)
{
	return 0;
}
#endif

#endif /* _NVI_DIRECT_H */
