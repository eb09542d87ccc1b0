/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_MARK_H
#define _NVICTL_GATEWAY_MARK_H

#include "gateway/config/config.h"

__u32 gw_mark(const struct gw_config *cfg, size_t n);

#endif /* _NVICTL_GATEWAY_MARK_H */
