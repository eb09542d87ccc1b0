/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The gate to stage 2, see gate.c.
 */
#ifndef _NVI_GATE_H
#define _NVI_GATE_H

#include <linux/percpu.h>

struct dst_entry;
struct net_device;
struct sk_buff;

/**
 * struct nvi_gate - the dsts that lead a re-injected packet to stage 2
 * @in4: its input is nvi_input4(), or nvi_fast_input4()
 * @in6: its input is nvi_input6(), or nvi_fast_input6(); NULL without IPv6
 *
 * One a CPU, so that holding one for a packet bounces no cache line.  A packet in the
 * backlog has its own reference.
 */
struct nvi_gate {
	struct dst_entry *in4;
	struct dst_entry *in6;
};

/* for nvi_gate_open() */
#if IS_ENABLED(CONFIG_IPV6)
#define NVI_INPUT6(input) (input)
#else
#define NVI_INPUT6(input) NULL
#endif

struct nvi_gate __percpu *nvi_gate_open(struct net_device *dev,
					int (*input4)(struct sk_buff *skb),
					int (*input6)(struct sk_buff *skb));
void nvi_gate_close(struct nvi_gate __percpu *gate);

#endif /* _NVI_GATE_H */
