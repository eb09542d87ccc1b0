/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The ingress record in a connection's labels.
 */
#ifndef _NVICTL_RECORD_H
#define _NVICTL_RECORD_H

#include <linux/nvi.h>
#include "base/common.h"

/**
 * struct record - ingress record of a connection
 * @original: ingress ifindex of the original direction; 0: not known
 * @reply: ingress ifindex of the reply direction; 0: not known
 * @lladdr: Ethernet address of the previous hop, original direction; 0: none
 */
struct record {
	__u32 original;
	__u32 reply;
	__u8 lladdr[6];
};

void record_decode(const void *labels, size_t len, struct record *record);

/* flow_count.c */
int flow_count_ingress(void (*show)(__u32 ifindex, unsigned long count, void *arg), void *arg);

#endif /* _NVICTL_RECORD_H */
