/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_CHECK_H
#define _NVICTL_GATEWAY_CHECK_H

int gw_check(const char *file);

#endif /* _NVICTL_GATEWAY_CHECK_H */
