/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_DEVICE_H
#define _NVICTL_DEVICE_H

#include "names.h"

int device_show(struct args *args);

#endif /* _NVICTL_DEVICE_H */
