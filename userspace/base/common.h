/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Macros and types that every file uses.
 */
#ifndef _NVICTL_COMMON_H
#define _NVICTL_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/types.h>

/* as in the kernel */
#ifndef __printf
#define __printf_like(a, b) format(printf, a, b)
#define __printf(a, b) __attribute__((__printf_like(a, b)))
#endif
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

#endif /* _NVICTL_COMMON_H */
