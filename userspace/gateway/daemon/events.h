/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_DAEMON_EVENTS_H
#define _NVICTL_GATEWAY_DAEMON_EVENTS_H

#include "gateway/daemon/daemon.h"

int gw_events_open(struct gw_daemon *d);
void gw_events_read(struct gw_daemon *d, struct nl_sock *sock);

#endif /* _NVICTL_GATEWAY_DAEMON_EVENTS_H */
