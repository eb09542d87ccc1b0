/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_DAEMON_RUN_H
#define _NVICTL_GATEWAY_DAEMON_RUN_H

int gw_run(const char *file);

#endif /* _NVICTL_GATEWAY_DAEMON_RUN_H */
