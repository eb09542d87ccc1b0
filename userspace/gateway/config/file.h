/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_GATEWAY_FILE_H
#define _NVICTL_GATEWAY_FILE_H

#include "gateway/config/config.h"

#define GW_DIR "/etc/nvi"

int gw_read(const char *file, struct gw_config *cfg);

#endif /* _NVICTL_GATEWAY_FILE_H */
