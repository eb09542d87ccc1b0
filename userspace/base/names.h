/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Names of routing tables, devices and protocols.
 */
#ifndef _NVICTL_NAMES_H
#define _NVICTL_NAMES_H

#include "base/common.h"

/* size of a buffer for any of these names */
#define NAME_SIZE 64

bool table_number(const char *name, __u32 *id);
const char *table_name(__u32 id, char *buf);
const char *device_name(__u32 ifindex, char *buf);
void device_names_forget(void);
const char *ipproto_name(__u8 proto, char *buf);
const char *lladdr_text(const __u8 *addr, char *buf);

#endif /* _NVICTL_NAMES_H */
