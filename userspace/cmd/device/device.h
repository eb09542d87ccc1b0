/* SPDX-License-Identifier: GPL-2.0 */
/*
 * nvi devices as words: typed in, and printed.
 */
#ifndef _NVICTL_CMD_DEVICE_H
#define _NVICTL_CMD_DEVICE_H

#include "kernel/link.h"
#include "cmd/args.h"

/* attrs.c */
int take_nvi_attr(const struct keyword *k, const char *value, void *into);
void nvi_attrs_show(const struct nvi_attrs *attrs);

/* show.c */
int device_show(struct args *args);

#endif /* _NVICTL_CMD_DEVICE_H */
