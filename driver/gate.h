/* SPDX-License-Identifier: GPL-2.0 */
/* The gate to stage 2: the dsts of re-injected packets, see gate.c. */
#ifndef _NVI_GATE_H
#define _NVI_GATE_H

struct dst_entry;
struct net_device;
struct nvi_dev;

/**
 * struct nvi_gate - the dsts of re-injected packets
 * @in4: its input function is nvi_input4()
 * @in6: its input function is nvi_input6(); NULL without IPv6
 *
 * Per CPU, so that the references of packets do not share a cache line.  Made by
 * ndo_init, put by ndo_uninit; a packet in the backlog has its own reference.
 */
struct nvi_gate {
	struct dst_entry *in4;
	struct dst_entry *in6;
};

int nvi_gate_open(struct net_device *dev);
void nvi_gate_close(struct nvi_dev *nvi);

#endif /* _NVI_GATE_H */
