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

/**
 * NVICTL_PROTOCOL - the protocol (FRA_PROTOCOL, rtm_protocol) of every rule and
 * route that nvictl adds.  'n'; neither rtnetlink.h nor iproute2 nor FRR uses it.
 */
#define NVICTL_PROTOCOL 0x6e

#endif /* _NVICTL_COMMON_H */
