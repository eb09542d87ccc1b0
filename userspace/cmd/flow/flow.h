/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Connections: filtered and printed.
 */
#ifndef _NVICTL_CMD_FLOW_H
#define _NVICTL_CMD_FLOW_H

#include "kernel/flow.h"
#include "cmd/args.h"

/* print.c */
void flow_print(const struct flow *flow);

/* filter.c */

/* a filter of connections; a field that is 0 matches all */
struct flow_filter {
	char ingress_name[IFNAMSIZ];
	char dev_name[IFNAMSIZ];
	__u32 ingress;
	__u32 dev;
	struct prefix from;
	struct prefix to;
	struct prefix as;
	struct prefix addr;
	__u8 proto;
	struct range sport;
	struct range dport;
	bool fast;
};

int flow_filter_parse(struct args *args, const char *command, struct flow_filter *filter);
bool flow_matches(const struct flow *flow, const struct flow_filter *filter);

/* reply.c */
int flow_reply_begin(void);
void flow_reply_print(const struct flow *flow);

/* socket.c */
bool flow_socket_mark(const struct flow *flow, __u32 *mark);

#endif /* _NVICTL_CMD_FLOW_H */
