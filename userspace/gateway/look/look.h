/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_LOOK_H
#define _NVICTL_GATEWAY_LOOK_H

#include "gateway/config/config.h"

int gw_look(struct gw_config *cfg);

#endif /* _NVICTL_GATEWAY_LOOK_H */
