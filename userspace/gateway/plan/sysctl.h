/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_SYSCTL_H
#define _NVICTL_GATEWAY_PLAN_SYSCTL_H

#include "gateway/config/config.h"
#include "gateway/state.h"

int gw_want_sysctls(const struct gw_config *cfg, const struct gw_state *have,
		    struct gw_state *state);

#endif /* _NVICTL_GATEWAY_PLAN_SYSCTL_H */
