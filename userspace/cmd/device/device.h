/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_DEVICE_H
#define _NVICTL_DEVICE_H

#include "kernel/link.h"
#include "base/names.h"

struct args;

/* device_show.c */
int device_show(struct args *args);

#endif /* _NVICTL_DEVICE_H */
