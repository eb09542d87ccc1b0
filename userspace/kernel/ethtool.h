/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters of a device.
 */
#ifndef _NVICTL_ETHTOOL_H
#define _NVICTL_ETHTOOL_H

#include "base/common.h"

/**
 * struct counters - of `ethtool -S`
 * @count: how many
 * @name: of each, each ends with a 0
 * @value: of each
 */
struct counters {
	unsigned int count;
	char (*name)[32];
	unsigned long long *value;
};

int counters_read(const char *device, struct counters *counters);
void counters_free(struct counters *counters);

#endif /* _NVICTL_ETHTOOL_H */
