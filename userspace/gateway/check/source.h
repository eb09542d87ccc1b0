/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_CHECK_SOURCE_H
#define _NVICTL_GATEWAY_CHECK_SOURCE_H

#include "gateway/check/findings.h"
#include "gateway/config/config.h"

void gw_check_source(const struct gw_config *cfg, struct gw_findings *findings);

#endif /* _NVICTL_GATEWAY_CHECK_SOURCE_H */
