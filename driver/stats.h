/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Counters of a device, from wherever a packet is.
 */
#ifndef _NVI_STATS_H
#define _NVI_STATS_H

#include "nvi.h"

/*
 * The counters of @dev on this CPU; NULL for what dst_dev_put() left in the place of a device
 * that was deleted while the packet was queued.
 */
static inline struct nvi_stats *nvi_stats_of(const struct net_device *dev)
{
	if (unlikely(!nvi_is_device(dev)))
		return NULL;
	return this_cpu_ptr(((const struct nvi_dev *)netdev_priv(dev))->stats);
}

static inline void nvi_count_one(struct nvi_stats *stats, u64_stats_t *counter)
{
	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(counter);
	u64_stats_update_end(&stats->syncp);
}

/**
 * nvi_count() - count a packet that goes on
 * @dev: an nvi device, or what is left of it
 * @what: the counter
 *
 * Context: BH disabled, RCU read side.
 */
static inline void nvi_count(struct net_device *dev, enum nvi_count what)
{
	struct nvi_stats *stats = nvi_stats_of(dev);

	if (stats)
		nvi_count_one(stats, &stats->count[what]);
}

/** nvi_count_unreflected() - count why a packet was not sent back */
static inline void nvi_count_unreflected(struct net_device *dev,
					 enum nvi_unreflected why)
{
	struct nvi_stats *stats = nvi_stats_of(dev);

	if (stats)
		nvi_count_one(stats, &stats->unreflected[why]);
}

/** nvi_count_drop() - count why a packet was dropped */
static inline void nvi_count_drop(struct net_device *dev, enum nvi_drop why)
{
	struct nvi_stats *stats = nvi_stats_of(dev);

	if (stats)
		nvi_count_one(stats, &stats->drop[why]);
}

#endif /* _NVI_STATS_H */
