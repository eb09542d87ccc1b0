/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_PLAN_WANT_H
#define _NVICTL_GATEWAY_PLAN_WANT_H

#include "gateway/config/config.h"
#include "gateway/state.h"

int gw_want(const struct gw_config *cfg, const struct gw_state *have, struct gw_state *want);

#endif /* _NVICTL_GATEWAY_PLAN_WANT_H */
