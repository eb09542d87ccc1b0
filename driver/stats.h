/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters of a device, from wherever a packet is.
 */
#ifndef _NVI_STATS_H
#define _NVI_STATS_H

#include "nvi.h"

/*
 * One more in @counter of @dev, an nvi device, or what dst_dev_put() left in its place: the
 * device may have been deleted while the packet was queued.  Context: BH disabled, RCU
 * read side.
 */
#define nvi_count_in(dev, counter) do {					\
	struct nvi_stats *stats;					\
									\
	if (unlikely(!nvi_is_device(dev)))				\
		break;							\
	stats = this_cpu_ptr(((struct nvi_dev *)netdev_priv(dev))->stats); \
	u64_stats_update_begin(&stats->syncp);				\
	u64_stats_inc(&stats->counter);					\
	u64_stats_update_end(&stats->syncp);				\
} while (0)

/**
 * nvi_count() - count a packet that goes on
 * @dev: an nvi device, or what is left of it
 * @what: the counter
 */
static inline void nvi_count(struct net_device *dev, enum nvi_count what)
{
	nvi_count_in(dev, count[what]);
}

/** nvi_count_unreflected() - count why a packet was not sent back */
static inline void nvi_count_unreflected(struct net_device *dev,
					 enum nvi_unreflected why)
{
	nvi_count_in(dev, unreflected[why]);
}

/** nvi_count_drop() - count why a packet was dropped */
static inline void nvi_count_drop(struct net_device *dev, enum nvi_drop why)
{
	nvi_count_in(dev, drop[why]);
}

#endif /* _NVI_STATS_H */
