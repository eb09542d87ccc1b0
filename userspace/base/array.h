/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_ARRAY_H
#define _NVICTL_ARRAY_H

#include <stddef.h>

void *array_append(void *array, size_t *n, size_t size);

#endif /* _NVICTL_ARRAY_H */
