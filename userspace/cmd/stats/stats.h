/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NVICTL_STATS_H
#define _NVICTL_STATS_H

#include <time.h>
#include "kernel/ethtool.h"
#include "kernel/link.h"

/* counters of a device */
struct sample {
	struct link link;
	struct counters counters;
};

/* counters of all devices at a time */
struct samples {
	struct timespec when;
	struct sample *sample;
	size_t count;
};

/* prometheus.c */
void prometheus_print(const struct samples *samples);

#endif /* _NVICTL_STATS_H */
