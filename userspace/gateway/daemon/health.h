/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_DAEMON_HEALTH_H
#define _NVICTL_GATEWAY_DAEMON_HEALTH_H

#include "gateway/daemon/daemon.h"

struct pollfd;

void gw_health_load(struct gw_daemon *d, const struct gw_config *cfg, const char *nft);
void gw_health_look(struct gw_daemon *d);
bool gw_health_probe(struct gw_daemon *d, struct pollfd *fds);
void gw_health_tell(struct gw_daemon *d);
void gw_health_tell_ways(struct gw_daemon *d, long moved);
void gw_health_free(struct gw_daemon *d);

#endif /* _NVICTL_GATEWAY_DAEMON_HEALTH_H */
