/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A whole gateway from one file.
 *
 * file -> struct gw_config -> struct gw_state, the objects that shall be in the
 * kernel; another struct gw_state is what is there.  The difference is what
 * `apply` does, and every object can be printed as the line that an administrator
 * would type.  None of the structs holds anything open: a daemon may make a new
 * struct gw_state whenever an uplink dies, and apply it.
 *
 * What is the gateway's: rules of NVICTL_PROTOCOL with a priority of GW_FIRST to
 * GW_LAST, routes of NVICTL_PROTOCOL with a metric of GW_METRIC or GW_METRIC_LAST,
 * the nftables table GW_TABLE, and a device with GW_ALIAS.
 */
#ifndef _NVICTL_GATEWAY_H
#define _NVICTL_GATEWAY_H

#include "base/message.h"
#include "base/options.h"
#include "gateway/config/config.h"
#include "gateway/config/file.h"
#include "gateway/config/mark.h"
#include "gateway/config/values.h"
#include "gateway/look/table.h"
#include "gateway/apply/table.h"
#include "gateway/plan/diff.h"
#include "gateway/plan/nft.h"
#include "gateway/plan/want.h"
#include "gateway/state.h"

/* gateway_print.c */
void gw_line(FILE *out, const struct gw_object *object, const struct gw_state *want, bool add);
void gw_print_change(FILE *out, const struct gw_change *c, const struct gw_state *want);

/* gateway_apply.c */

int gw_carry_out(const struct gw_change *c, const struct gw_state *want);

#endif /* _NVICTL_GATEWAY_H */
