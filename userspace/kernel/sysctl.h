/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_SYSCTL_H
#define _NVICTL_SYSCTL_H

#include <stdbool.h>
#include <stddef.h>

bool sysctl_read(const char *path, char *value, size_t size);
int sysctl_read_number(const char *path);
int sysctl_write(const char *path, const char *value);

#endif /* _NVICTL_SYSCTL_H */
