/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_CHECK_RULES_H
#define _NVICTL_GATEWAY_CHECK_RULES_H

#include "gateway/check/findings.h"
#include "gateway/config/config.h"

int gw_check_rules(const struct gw_config *cfg, __u32 nvi, struct gw_findings *findings);

#endif /* _NVICTL_GATEWAY_CHECK_RULES_H */
