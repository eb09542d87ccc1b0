/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_DAEMON_MOVE_H
#define _NVICTL_GATEWAY_DAEMON_MOVE_H

#include "gateway/config/config.h"
#include "gateway/plan/diff.h"

long gw_move(const struct gw_uplink *u);
long gw_move_lost(const struct gw_change *c);

#endif /* _NVICTL_GATEWAY_DAEMON_MOVE_H */
