/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_DAEMON_NOTIFY_H
#define _NVICTL_GATEWAY_DAEMON_NOTIFY_H

#include "base/common.h"

void gw_notify(const char *format, ...) __printf(1, 2);
__u64 gw_notify_watchdog(void);

#endif /* _NVICTL_GATEWAY_DAEMON_NOTIFY_H */
