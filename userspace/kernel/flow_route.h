/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Routing look-ups for packets of connections, cached.
 */
#ifndef _NVICTL_FLOW_ROUTE_H
#define _NVICTL_FLOW_ROUTE_H

#include "kernel/lookup.h"

/* the fields of a packet that rules and routes match */
struct flow_key {
	struct prefix src;
	struct prefix dst;
	__u32 iif;
	__u32 mark;
	__u32 sport;
	__u32 dport;
	__u8 proto;
	bool used;
};

/* the fields of struct route that are needed */
struct flow_answer {
	int err;
	__u8 type;
	__u32 table;
	__u32 oif;
	struct prefix gateway;
};

void flow_routes_forget(void);
const struct flow_answer *flow_look_up(const struct flow_key *key);
bool flow_is_local(const struct prefix *addr);

#endif /* _NVICTL_FLOW_ROUTE_H */
