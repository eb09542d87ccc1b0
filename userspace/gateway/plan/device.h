/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The nvi devices of a gateway.
 */
#ifndef _NVICTL_GATEWAY_DEVICE_H
#define _NVICTL_GATEWAY_DEVICE_H

#include "gateway/config/config.h"
#include "gateway/state.h"

int gw_want_link(const struct gw_state *have, struct gw_state *want, struct link *link,
		 const char *section);
int gw_want_device(const struct gw_config *cfg, const struct gw_state *have,
		   struct gw_state *want, __u32 *ifindex);

#endif /* _NVICTL_GATEWAY_DEVICE_H */
