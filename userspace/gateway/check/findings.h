/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_CHECK_FINDINGS_H
#define _NVICTL_GATEWAY_CHECK_FINDINGS_H

#include "base/common.h"

/**
 * struct gw_findings - what a check has found
 * @mistakes: number of mistakes
 */
struct gw_findings {
	unsigned int mistakes;
};

void gw_found(struct gw_findings *findings, const char *subject, const char *format, ...)
	__printf(3, 4);
void gw_noted(const char *subject, const char *format, ...) __printf(2, 3);

#endif /* _NVICTL_GATEWAY_CHECK_FINDINGS_H */
