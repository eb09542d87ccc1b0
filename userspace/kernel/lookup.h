/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Routing look-ups for a packet.
 */
#ifndef _NVICTL_LOOKUP_H
#define _NVICTL_LOOKUP_H

#include "kernel/link.h"
#include "kernel/route.h"

/**
 * struct packet - fields of a packet that a routing decision depends on
 * @src: source
 * @dst: destination
 * @iif: interface on which it arrives
 * @mark: its mark
 * @tos: its dsfield
 * @proto: protocol above IP, or 0 if not known
 * @sport: source port, or 0 if not known
 * @dport: destination port, or 0 if not known
 */
struct packet {
	struct prefix src;
	struct prefix dst;
	struct link iif;
	__u32 mark;
	__u32 tos;
	__u8 proto;
	__u32 sport;
	__u32 dport;
};

int table_lookup(const struct packet *p, __u32 table, struct route *best, bool *found);
int kernel_lookup(const struct packet *p, struct route *route, int *answer);

#endif /* _NVICTL_LOOKUP_H */
