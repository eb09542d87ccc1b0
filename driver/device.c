// SPDX-License-Identifier: GPL-2.0
/*
 * The net_device: setup, statistics, and the order in which its resources are
 * allocated and freed.
 */
#include <kunit/visibility.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/slab.h>
#include <net/rtnetlink.h>

#include "fast.h"
#include "nvi.h"

/* the settings of a new device */
const struct nvi_config nvi_defaults = {
	.mode = NVI_MODE_REINJECT,
	.ingress = NVI_INGRESS_REAL,
	.hops = NVI_HOPS_ONE,
	.replay = NVI_REPLAY_OFF,
	.fallback = NVI_FALLBACK_ROUTE,
	.learn = NVI_LEARN_FOLLOW,
	.fast = NVI_FAST_OFF,
};
EXPORT_SYMBOL_IF_KUNIT(nvi_defaults);

/* Runs under RTNL, before the device is visible. */
static int nvi_ndo_init(struct net_device *dev)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	struct nvi_config *config;
	int err = -ENOMEM;

	config = kmemdup(&nvi_defaults, sizeof(nvi_defaults), GFP_KERNEL_ACCOUNT);
	if (!config)
		return err;
	nvi->stats = __netdev_alloc_pcpu_stats(struct nvi_stats, GFP_KERNEL_ACCOUNT);
	if (!nvi->stats)
		goto err_config;
	err = nvi_gate_open(dev);
	if (err)
		goto err_stats;
	err = nvi_neighbour6_make(dev);
	if (err)
		goto err_gate;
	err = nvi_net_get(dev_net(dev));
	if (err)
		goto err_neighbour;
	nvi->nn = nvi_net(dev_net(dev));
	rcu_assign_pointer(nvi->config, config);
	netdev_lockdep_set_classes(dev);
	return 0;

err_neighbour:
	nvi_neighbour6_put(nvi);
err_gate:
	nvi_gate_close(nvi);
err_stats:
	free_percpu(nvi->stats);
err_config:
	kfree(config);
	return err;
}

/*
 * Runs under RTNL.  The device is closed and unlisted, and a grace period has
 * passed since, so nvi_xmit() is not running and will not run again.  Packets
 * that it re-injected may still be in a backlog or an NFQUEUE, and nvi_input4()
 * or nvi_input6() may be running on another CPU:
 *
 *  1. Close the gate: the dst of queued packets now leads to dst_discard().
 *  2. Wait for a grace period: no CPU is in the input functions any more.
 *  3. nvi_net_put(): the last device of the namespace unregisters the hooks.
 *     Netfilter then flushes every NFQUEUE of the namespace, and with it the
 *     packets whose continuation is nvi_forward4_finish().
 *
 * Nothing points at the device or into the module after that.
 */
static void nvi_ndo_uninit(struct net_device *dev)
{
	struct nvi_dev *nvi = netdev_priv(dev);

	if (rtnl_dereference(nvi->fast))
		nvi_fast_stop(dev);
	nvi_gate_close(nvi);
	nvi_neighbour6_put(nvi);
	synchronize_net();
	nvi_net_learn(dev_net(dev), rtnl_dereference(nvi->config),
		      &nvi_defaults);
	nvi_net_put(dev_net(dev));
	free_percpu(nvi->stats);
	kfree(rtnl_dereference(nvi->config));
}

static void nvi_get_stats64(struct net_device *dev,
			    struct rtnl_link_stats64 *sum)
{
	const struct nvi_dev *nvi = netdev_priv(dev);
	u64 now[4], dropped, errors;
	unsigned int start;
	int cpu, i;

	for_each_possible_cpu(cpu) {
		const struct nvi_stats *s = per_cpu_ptr(nvi->stats, cpu);

		do {
			start = u64_stats_fetch_begin(&s->syncp);
			now[0] = u64_stats_read(&s->tx_packets);
			now[1] = u64_stats_read(&s->tx_bytes);
			now[2] = u64_stats_read(&s->rx_packets);
			now[3] = u64_stats_read(&s->rx_bytes);
			errors = u64_stats_read(&s->drop[NVI_DROP_NOT_IP]) +
				 u64_stats_read(&s->drop[NVI_DROP_MALFORMED]);
			dropped = 0;
			for (i = 0; i < NVI_DROPS; i++)
				dropped += u64_stats_read(&s->drop[i]);
		} while (u64_stats_fetch_retry(&s->syncp, start));

		sum->tx_packets += now[0];
		sum->tx_bytes += now[1];
		sum->rx_packets += now[2];
		sum->rx_bytes += now[3];
		sum->tx_errors += errors;
		sum->tx_dropped += dropped - errors;
	}
}

const struct net_device_ops nvi_netdev_ops = {
	.ndo_init	 = nvi_ndo_init,
	.ndo_uninit	 = nvi_ndo_uninit,
	.ndo_start_xmit	 = nvi_xmit,
	.ndo_get_stats64 = nvi_get_stats64,
};

/**
 * nvi_keep_dst() - set whether packets keep their stage-1 dst
 * @dev: an nvi device
 * @config: the settings that it is about to have
 *
 * Mode reflect needs the dst to send ICMP errors.  In other modes it would only
 * cost a reference for each packet, on a dst that all CPUs share.
 *
 * Context: RTNL.
 */
void nvi_keep_dst(struct net_device *dev, const struct nvi_config *config)
{
	if (config->mode == NVI_MODE_REFLECT)
		netif_keep_dst(dev);
	else
		dev->priv_flags |= IFF_XMIT_DST_RELEASE |
				   IFF_XMIT_DST_RELEASE_PERM;
}

/**
 * nvi_setup() - rtnl_link_ops.setup: initialise an nvi net_device
 * @dev: the allocated net_device
 *
 * A layer-3 device without a link-layer header, modelled on loopback.
 * IFF_POINTOPOINT limits it to one IPv4 neighbour for all destinations;
 * neighbour6.c does the same for IPv6.
 */
void nvi_setup(struct net_device *dev)
{
	dev->netdev_ops = &nvi_netdev_ops;
	dev->ethtool_ops = &nvi_ethtool_ops;
	dev->needs_free_netdev = true;

	dev->type = ARPHRD_NONE;
	dev->flags = IFF_NOARP | IFF_POINTOPOINT;
	dev->priv_flags |= IFF_NO_QUEUE;
	dev->priv_flags &= ~IFF_TX_SKB_SHARING;
	nvi_compat_set_lltx(dev);
	/* records and stage-2 routes belong to the namespace */
	nvi_compat_set_netns_immutable(dev);

	/* for nvi_set_mac_header() */
	dev->needed_headroom = ETH_HLEN;
	dev->mtu = ETH_MAX_MTU;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = ETH_MAX_MTU;

	dev->features |= NVI_FEATURES | NETIF_F_VLAN_CHALLENGED;
	dev->hw_features |= NVI_FEATURES;
	dev->hw_enc_features |= NVI_FEATURES;
	netif_set_tso_max_size(dev, GSO_MAX_SIZE);
}
