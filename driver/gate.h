/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The gate to stage 2, see gate.c.
 */
#ifndef _NVI_GATE_H
#define _NVI_GATE_H

struct dst_entry;
struct net_device;
struct nvi_dev;

/**
 * struct nvi_gate - the dsts that lead a re-injected packet to stage 2
 * @in4: its input is nvi_input4()
 * @in6: its input is nvi_input6(); NULL without IPv6
 *
 * One a CPU, so that holding one for a packet bounces no cache line.  Made by
 * ndo_init, put by ndo_uninit; a packet in the backlog has its own reference.
 */
struct nvi_gate {
	struct dst_entry *in4;
	struct dst_entry *in6;
};

int nvi_gate_open(struct net_device *dev);
void nvi_gate_close(struct nvi_dev *nvi);

#endif /* _NVI_GATE_H */
