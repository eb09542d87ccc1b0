/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Default routes of nvictl's own tables.
 */
#ifndef _NVICTL_ROUTE_SEND_H
#define _NVICTL_ROUTE_SEND_H

#include "kernel/route.h"

int route_send(const struct route *route, bool add);
int route_send_default(int family, __u32 table, __u32 oif, bool add);

#endif /* _NVICTL_ROUTE_SEND_H */
