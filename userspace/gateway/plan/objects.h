/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_OBJECTS_H
#define _NVICTL_GATEWAY_PLAN_OBJECTS_H

#include "gateway/state.h"

struct route *gw_want_route(struct gw_state *want, int family, __u32 table);
void gw_want_unreachable(struct gw_state *want, int family, __u32 table);
struct rule *gw_want_rule(struct gw_state *want, int family, __u32 priority, __u32 table);

#endif /* _NVICTL_GATEWAY_PLAN_OBJECTS_H */
