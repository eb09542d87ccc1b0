/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_APPLY_PRINT_H
#define _NVICTL_GATEWAY_APPLY_PRINT_H

#include "gateway/plan/diff.h"

void gw_print_change(FILE *out, const struct gw_change *c, const struct gw_state *want);

#endif /* _NVICTL_GATEWAY_APPLY_PRINT_H */
