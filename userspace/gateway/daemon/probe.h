/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_DAEMON_PROBE_H
#define _NVICTL_GATEWAY_DAEMON_PROBE_H

#include "gateway/daemon/daemon.h"

void gw_probe_begin(const struct gw_uplink *u, struct gw_probe *p);
int gw_probe_poll(const struct gw_uplink *u, struct gw_probe *p, short revents);
void gw_probe_end(struct gw_probe *p);

#endif /* _NVICTL_GATEWAY_DAEMON_PROBE_H */
