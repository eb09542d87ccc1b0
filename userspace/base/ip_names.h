/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of families, route types and link states, as iproute2 prints them.
 */
#ifndef _NVICTL_IP_NAMES_H
#define _NVICTL_IP_NAMES_H

#include "base/common.h"

const char *family_name(int family);
const char *route_type_name(__u8 type);
const char *operstate_name(__u8 operstate);

#endif /* _NVICTL_IP_NAMES_H */
