/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Routes as words: typed in, and printed.
 */
#ifndef _NVICTL_CMD_ROUTE_H
#define _NVICTL_CMD_ROUTE_H

#include "kernel/route.h"
#include "cmd/args.h"

/* words.c */

/* the words of a route */
struct route_words {
	struct prefix dst;
	struct prefix via;
	struct prefix src;
	char dev[IFNAMSIZ];
	__u32 oif;
	__u32 table;
	__u32 metric;
	__u32 mtu;
	__u8 type;
	bool has_dst;
	bool has_metric;
	bool onlink;
	bool all;
};

int route_words_parse(struct args *args, const char *command, struct route_words *words);
bool route_matches(const struct route *route, const struct route_words *words);
int route_words_device(struct route_words *words);
int route_words_family(const struct route_words *words);

/* show.c */
int route_show(struct args *args);
void route_print(const struct route *route);
void nexthop_print(const struct nexthop *nh);

#endif /* _NVICTL_CMD_ROUTE_H */
