/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_MISTAKE_H
#define _NVICTL_GATEWAY_MISTAKE_H

#include "base/message.h"
#include "gateway/config/config.h"

void gw_mistake(struct gw_config *cfg, unsigned long line, const char *format, ...) __printf(3, 4);

#endif /* _NVICTL_GATEWAY_MISTAKE_H */
