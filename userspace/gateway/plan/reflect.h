/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reflection of a gateway: the section [reflect].
 */
#ifndef _NVICTL_GATEWAY_PLAN_REFLECT_H
#define _NVICTL_GATEWAY_PLAN_REFLECT_H

#include "gateway/config/config.h"
#include "gateway/state.h"

int gw_want_reflection(const struct gw_config *cfg, const struct gw_state *have,
		       struct gw_state *want);
void gw_want_reflect_rules(const struct gw_config *cfg, struct gw_state *want, int family);

#endif /* _NVICTL_GATEWAY_PLAN_REFLECT_H */
