/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_LOOK_FAST_H
#define _NVICTL_GATEWAY_LOOK_FAST_H

#include "gateway/config/config.h"

int gw_look_at_fast(struct gw_config *cfg);

#endif /* _NVICTL_GATEWAY_LOOK_FAST_H */
