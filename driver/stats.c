// SPDX-License-Identifier: GPL-2.0
/*
 * Statistics and driver information for ethtool -S and -i.  Documentation/nvi.rst
 * describes the counters.
 */
#include <linux/ethtool.h>

#include "fast.h"
#include "nvi.h"

/*
 * In the order of the enums.  Where value 0 of an enum is not an event, it has
 * no name.
 */
static const char nvi_names[][ETH_GSTRING_LEN] = {
	/* enum nvi_count */
	"reinject_ipv4",
	"reinject_ipv6",
	"fast_ipv4",
	"fast_ipv6",
	"reflect_ipv4",
	"reflect_ipv6",
	"stock_route",
	/* enum nvi_unreflected, from 1 */
	"unreflected_no_record",
	"unreflected_original",
	"unreflected_gone",
	"unreflected_down",
	"unreflected_link",
	"unreflected_stale",
	/* enum nvi_drop, from 1 */
	"drop_not_ip",
	"drop_malformed",
	"drop_no_memory",
	"drop_no_ingress",
	"drop_ingress_down",
	"drop_backlog",
	"drop_loop",
	"drop_multicast",
	"drop_no_route",
	"drop_martian",
	"drop_ttl",
	"drop_too_big",
	"drop_policy",
	"drop_refused",
	"drop_egress",
	/* enum nvi_net_count */
	"net_recorded",
	"net_unrecorded",
	"net_kept",
	/* nvi_fast_read() */
	"fast_flows",
	"fast_emptied",
};

#define NVI_NAMED (NVI_COUNTS + NVI_UNREFLECTEDS - 1 + NVI_DROPS - 1 + \
		   NVI_NET_COUNTS + 2)

static_assert(ARRAY_SIZE(nvi_names) == NVI_NAMED);

static void nvi_get_drvinfo(struct net_device *dev,
			    struct ethtool_drvinfo *info)
{
	strscpy(info->driver, NVI_KIND, sizeof(info->driver));
	strscpy(info->version, NVI_VERSION, sizeof(info->version));
}

static int nvi_get_sset_count(struct net_device *dev, int sset)
{
	if (sset != ETH_SS_STATS)
		return -EOPNOTSUPP;
	return NVI_NAMED;
}

static void nvi_get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	if (sset != ETH_SS_STATS)
		return;
	memcpy(data, nvi_names, sizeof(nvi_names));
}

/* Add @n counters of a CPU to @data.  Return: the position after them. */
static u64 *nvi_add(u64 *data, const u64_stats_t *from, int n,
		    const struct u64_stats_sync *syncp)
{
	unsigned int start;
	u64 now;
	int i;

	for (i = 0; i < n; i++) {
		do {
			start = u64_stats_fetch_begin(syncp);
			now = u64_stats_read(&from[i]);
		} while (u64_stats_fetch_retry(syncp, start));
		*data++ += now;
	}
	return data;
}

static void nvi_get_ethtool_stats(struct net_device *dev,
				  struct ethtool_stats *unused, u64 *data)
{
	const struct nvi_dev *nvi = netdev_priv(dev);
	const struct nvi_net *nn = nvi_net(dev_net(dev));
	const struct nvi_percpu *pc;
	const struct nvi_stats *one;
	u64 *to;
	int cpu;

	memset(data, 0, NVI_NAMED * sizeof(*data));
	for_each_possible_cpu(cpu) {
		one = per_cpu_ptr(nvi->stats, cpu);
		pc = per_cpu_ptr(nn->percpu, cpu);
		to = nvi_add(data, one->count, NVI_COUNTS, &one->syncp);
		to = nvi_add(to, one->unreflected + 1, NVI_UNREFLECTEDS - 1,
			     &one->syncp);
		to = nvi_add(to, one->drop + 1, NVI_DROPS - 1, &one->syncp);
		nvi_add(to, pc->count, NVI_NET_COUNTS, &pc->syncp);
	}
	nvi_fast_read(nvi, &data[NVI_NAMED - 2], &data[NVI_NAMED - 1]);
}

const struct ethtool_ops nvi_ethtool_ops = {
	.get_drvinfo		= nvi_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_ts_info		= ethtool_op_get_ts_info,
	.get_sset_count		= nvi_get_sset_count,
	.get_strings		= nvi_get_strings,
	.get_ethtool_stats	= nvi_get_ethtool_stats,
};
