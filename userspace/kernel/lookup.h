/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Routing look-ups for a packet.
 */
#ifndef _NVICTL_LOOKUP_H
#define _NVICTL_LOOKUP_H

#include "kernel/link.h"
#include "kernel/route.h"

/**
 * struct packet - what a routing decision looks at
 * @src: source
 * @dst: destination
 * @iif: interface it comes in by
 * @mark: its mark
 * @tos: its dsfield
 * @proto: 0: was not said
 * @sport: 0: was not said
 * @dport: 0: was not said
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
