/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters of a device.
 */
#ifndef _NVICTL_ETHTOOL_H
#define _NVICTL_ETHTOOL_H

#include "base/common.h"

/**
 * struct counters - counters as in `ethtool -S`
 * @count: their number
 * @name: their names, terminated by 0
 * @value: their values
 */
struct counters {
	unsigned int count;
	char (*name)[32];
	unsigned long long *value;
};

int counters_read(const char *device, struct counters *counters);
void counters_free(struct counters *counters);

#endif /* _NVICTL_ETHTOOL_H */
