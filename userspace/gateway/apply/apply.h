/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_APPLY_H
#define _NVICTL_GATEWAY_APPLY_H

#include "gateway/plan/diff.h"

int gw_apply(const struct gw_change *c, const struct gw_state *want);

#endif /* _NVICTL_GATEWAY_APPLY_H */
