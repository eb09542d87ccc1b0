// SPDX-License-Identifier: GPL-2.0
/*
 * What ethtool shows: -i and -S.  The counters' meaning is in
 * Documentation/nvi.rst.
 */
#include <linux/ethtool.h>

#include "fast.h"
#include "nvi.h"

static const char nvi_count_name[NVI_COUNTS][ETH_GSTRING_LEN] = {
	[NVI_REINJECT4]		= "reinject_ipv4",
	[NVI_REINJECT6]		= "reinject_ipv6",
	[NVI_DIRECT4]		= "direct_ipv4",
	[NVI_DIRECT6]		= "direct_ipv6",
	[NVI_FAST4]		= "fast_ipv4",
	[NVI_FAST6]		= "fast_ipv6",
	[NVI_REFLECT4]		= "reflect_ipv4",
	[NVI_REFLECT6]		= "reflect_ipv6",
	[NVI_UNREFLECTED_NO_RECORD] = "unreflected_no_record",
	[NVI_UNREFLECTED_ORIGINAL] = "unreflected_original",
	[NVI_UNREFLECTED_GONE]	= "unreflected_gone",
	[NVI_UNREFLECTED_DOWN]	= "unreflected_down",
	[NVI_UNREFLECTED_LINK]	= "unreflected_link",
	[NVI_UNREFLECTED_STALE]	= "unreflected_stale",
	[NVI_STOCK_ROUTE]	= "stock_route",
	[NVI_DROP_NOT_IP]	= "drop_not_ip",
	[NVI_DROP_MALFORMED]	= "drop_malformed",
	[NVI_DROP_NO_MEMORY]	= "drop_no_memory",
	[NVI_DROP_NO_INGRESS]	= "drop_no_ingress",
	[NVI_DROP_INGRESS_DOWN]	= "drop_ingress_down",
	[NVI_DROP_BACKLOG]	= "drop_backlog",
	[NVI_DROP_LOOP]		= "drop_loop",
	[NVI_DROP_MULTICAST]	= "drop_multicast",
	[NVI_DROP_NO_ROUTE]	= "drop_no_route",
	[NVI_DROP_MARTIAN]	= "drop_martian",
	[NVI_DROP_TTL]		= "drop_ttl",
	[NVI_DROP_TOO_BIG]	= "drop_too_big",
	[NVI_DROP_POLICY]	= "drop_policy",
	[NVI_DROP_REFUSED]	= "drop_refused",
	[NVI_DROP_EGRESS]	= "drop_egress",
};

static const char nvi_net_count_name[NVI_NET_COUNTS][ETH_GSTRING_LEN] = {
	[NVI_NET_RECORDED]	= "net_recorded",
	[NVI_NET_UNRECORDED]	= "net_unrecorded",
	[NVI_NET_KEPT]		= "net_kept",
};

/* not counted, but looked up */
static const char nvi_fast_name[][ETH_GSTRING_LEN] = {
	"fast_flows",
	"fast_emptied",
};

#define NVI_SHOWN	(NVI_COUNTS + NVI_NET_COUNTS + ARRAY_SIZE(nvi_fast_name))

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
	return NVI_SHOWN;
}

static void nvi_get_strings(struct net_device *dev, u32 sset, u8 *data)
{
	if (sset != ETH_SS_STATS)
		return;
	memcpy(data, nvi_count_name, sizeof(nvi_count_name));
	memcpy(data + sizeof(nvi_count_name), nvi_net_count_name,
	       sizeof(nvi_net_count_name));
	memcpy(data + sizeof(nvi_count_name) + sizeof(nvi_net_count_name),
	       nvi_fast_name, sizeof(nvi_fast_name));
}

static void nvi_get_ethtool_stats(struct net_device *dev,
				  struct ethtool_stats *unused, u64 *data)
{
	const struct nvi_dev *nvi = netdev_priv(dev);
	const struct nvi_net *nn = nvi_net(dev_net(dev));
	unsigned int start;
	u64 now;
	int cpu, i;

	memset(data, 0, NVI_SHOWN * sizeof(*data));
	nvi_fast_read(nvi, &data[NVI_SHOWN - 2], &data[NVI_SHOWN - 1]);
	for_each_possible_cpu(cpu) {
		const struct nvi_stats *s = per_cpu_ptr(nvi->stats, cpu);
		const struct nvi_percpu *pc = per_cpu_ptr(nn->percpu, cpu);

		for (i = 0; i < NVI_COUNTS; i++) {
			do {
				start = u64_stats_fetch_begin(&s->syncp);
				now = u64_stats_read(&s->count[i]);
			} while (u64_stats_fetch_retry(&s->syncp, start));
			data[i] += now;
		}
		for (i = 0; i < NVI_NET_COUNTS; i++) {
			do {
				start = u64_stats_fetch_begin(&pc->syncp);
				now = u64_stats_read(&pc->count[i]);
			} while (u64_stats_fetch_retry(&pc->syncp, start));
			data[NVI_COUNTS + i] += now;
		}
	}
}

const struct ethtool_ops nvi_ethtool_ops = {
	.get_drvinfo		= nvi_get_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_ts_info		= ethtool_op_get_ts_info,
	.get_sset_count		= nvi_get_sset_count,
	.get_strings		= nvi_get_strings,
	.get_ethtool_stats	= nvi_get_ethtool_stats,
};
