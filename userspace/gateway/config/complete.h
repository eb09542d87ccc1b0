/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_COMPLETE_H
#define _NVICTL_GATEWAY_COMPLETE_H

#include "gateway/config/config.h"

void gw_complete(struct gw_config *cfg);

#endif /* _NVICTL_GATEWAY_COMPLETE_H */
