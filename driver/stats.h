/* SPDX-License-Identifier: GPL-2.0 */
/* Count events of a device, anywhere on a packet's way. */
#ifndef _NVI_STATS_H
#define _NVI_STATS_H

#include "nvi.h"

/**
 * nvi_stats_of() - counters of a device on this CPU
 * @dev: an nvi device, or its replacement after dst_dev_put()
 *
 * Return: the counters, or NULL if the nvi device was deleted while the packet
 * was queued
 */
static inline struct nvi_stats *nvi_stats_of(const struct net_device *dev)
{
	if (unlikely(!nvi_is_device(dev)))
		return NULL;
	return this_cpu_ptr(((const struct nvi_dev *)netdev_priv(dev))->stats);
}

/**
 * nvi_count_one() - increment a counter
 * @stats: the counters of this CPU
 * @counter: one of them
 *
 * Context: BH disabled.
 */
static inline void nvi_count_one(struct nvi_stats *stats, u64_stats_t *counter)
{
	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(counter);
	u64_stats_update_end(&stats->syncp);
}

/**
 * nvi_count() - count a packet that is not dropped
 * @dev: an nvi device, or its replacement after dst_dev_put()
 * @what: counter to increment
 *
 * Context: BH disabled, RCU read side.
 */
static inline void nvi_count(struct net_device *dev, enum nvi_count what)
{
	struct nvi_stats *stats = nvi_stats_of(dev);

	if (stats)
		nvi_count_one(stats, &stats->count[what]);
}

/**
 * nvi_count_unreflected() - count a packet that was not reflected
 * @dev: an nvi device, or its replacement after dst_dev_put()
 * @why: the reason
 *
 * Context: BH disabled, RCU read side.
 */
static inline void nvi_count_unreflected(struct net_device *dev,
					 enum nvi_unreflected why)
{
	struct nvi_stats *stats = nvi_stats_of(dev);

	if (stats)
		nvi_count_one(stats, &stats->unreflected[why]);
}

/**
 * nvi_count_drop() - count a dropped packet
 * @dev: an nvi device, or its replacement after dst_dev_put()
 * @why: the reason
 *
 * Context: BH disabled, RCU read side.
 */
static inline void nvi_count_drop(struct net_device *dev, enum nvi_drop why)
{
	struct nvi_stats *stats = nvi_stats_of(dev);

	if (stats)
		nvi_count_one(stats, &stats->drop[why]);
}

#endif /* _NVI_STATS_H */
