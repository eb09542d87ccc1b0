/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_DAEMON_SCRIPT_H
#define _NVICTL_GATEWAY_DAEMON_SCRIPT_H

#include "gateway/daemon/daemon.h"

int gw_script_begin(const struct gw_uplink *u, struct gw_probe *p);
int gw_script_poll(struct gw_probe *p);
void gw_script_end(struct gw_probe *p);

#endif /* _NVICTL_GATEWAY_DAEMON_SCRIPT_H */
