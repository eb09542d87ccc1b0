/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_DEVICE_H
#define _NVICTL_DEVICE_H

#include "kernel/link.h"
#include "base/names.h"

struct args;

/* device.c */
const char *device_explain_add(int err, const char *said);
void device_put_info(struct nl_msg *msg, const struct nvi_attrs *nvi);

/* device_show.c */
int device_show(struct args *args);
const char *link_state_name(const struct link *link);

#endif /* _NVICTL_DEVICE_H */
