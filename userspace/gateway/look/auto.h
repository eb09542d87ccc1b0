/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_LOOK_AUTO_H
#define _NVICTL_GATEWAY_LOOK_AUTO_H

#include "gateway/config/config.h"

int gw_look_at_auto(struct gw_uplink *u, __u32 ifindex);
char *gw_way(const struct gw_uplink *u);

#endif /* _NVICTL_GATEWAY_LOOK_AUTO_H */
