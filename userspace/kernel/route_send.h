/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Default routes of nvictl's own tables.
 */
#ifndef _NVICTL_ROUTE_SEND_H
#define _NVICTL_ROUTE_SEND_H

#include "base/common.h"

int route_send_default(int family, __u32 table, __u32 oif, bool add);
int route_send_unreachable(int family, __u32 table, __u32 metric, bool add);

#endif /* _NVICTL_ROUTE_SEND_H */
