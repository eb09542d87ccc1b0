/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_RULES_H
#define _NVICTL_GATEWAY_PLAN_RULES_H

#include "gateway/config/config.h"
#include "gateway/state.h"

void gw_want_rules(const struct gw_config *cfg, struct gw_state *want, int family);

#endif /* _NVICTL_GATEWAY_PLAN_RULES_H */
