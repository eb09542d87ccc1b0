// SPDX-License-Identifier: GPL-2.0
/*
 * The state of a namespace that has nvi devices: conntrack enabled, labels on
 * every new connection, the hooks of learn.c that write the record into them,
 * and the cache of stage-2 routes.  Set up with the first device, freed with the
 * last.
 */
#include <kunit/visibility.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netns/generic.h>

#include "nvi.h"
#include "stage2.h"

unsigned int nvi_net_id __read_mostly;

/**
 * nvi_net() - state of a namespace
 * @net: any namespace
 *
 * Return: the state; never NULL while the module is loaded
 */
struct nvi_net *nvi_net(const struct net *net)
{
	return net_generic(net, nvi_net_id);
}
EXPORT_SYMBOL_IF_KUNIT(nvi_net);

/**
 * nvi_net_get() - add a device to the state of a namespace
 * @net: the namespace of the device
 *
 * Context: RTNL, may sleep.
 * Return: 0; or a negative errno, with nothing changed
 */
int nvi_net_get(struct net *net)
{
	struct nvi_net *nn = nvi_net(net);
	int err;

	if (nn->devices) {
		nn->devices++;
		return 0;
	}
	nn->percpu = __netdev_alloc_pcpu_stats(struct nvi_percpu, GFP_KERNEL_ACCOUNT);
	if (!nn->percpu)
		return -ENOMEM;
	err = -ENOMEM;
	nn->routes = nvi_routes4_alloc();
	if (!nn->routes)
		goto err_percpu;
	err = nf_ct_netns_get(net, NFPROTO_INET);
	if (err)
		goto err_routes;
	/* all 128 bits; the argument is the number of the highest bit */
	err = nf_connlabels_get(net, NVI_LABEL_WORDS * 32 - 1);
	if (err)
		goto err_conntrack;
	err = nvi_learn_start(net, nn);
	if (err)
		goto err_labels;
	nn->devices = 1;
	return 0;

err_labels:
	nf_connlabels_put(net);
err_conntrack:
	nf_ct_netns_put(net, NFPROTO_INET);
err_routes:
	nvi_routes4_free(nn->routes);
	nn->routes = NULL;
err_percpu:
	free_percpu(nn->percpu);
	nn->percpu = NULL;
	return err;
}
EXPORT_SYMBOL_IF_KUNIT(nvi_net_get);

/**
 * nvi_net_put() - remove a device from the state of a namespace
 * @net: the namespace of the device
 *
 * The gate of the device is closed and a grace period has passed (see
 * nvi_ndo_uninit()).  When the last device goes, only the hooks of learn.c still
 * use the state.
 *
 * Context: RTNL, may sleep.
 */
void nvi_net_put(struct net *net)
{
	struct nvi_net *nn = nvi_net(net);

	if (--nn->devices)
		return;
	nvi_learn_stop(net, nn);
	nf_connlabels_put(net);
	nf_ct_netns_put(net, NFPROTO_INET);
	synchronize_net();	/* no CPU is in the hooks any more */
	nvi_routes4_free(nn->routes);
	nn->routes = NULL;
	free_percpu(nn->percpu);
	nn->percpu = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(nvi_net_put);

/**
 * nvi_net_learn() - account a change of the "learn" setting of a device
 * @net: the namespace of the device
 * @old: the settings before
 * @new: the settings after
 *
 * Context: RTNL.
 */
void nvi_net_learn(struct net *net, const struct nvi_config *old,
		   const struct nvi_config *new)
{
	struct nvi_net *nn = nvi_net(net);

	WRITE_ONCE(nn->learn_once, nn->learn_once -
		   (old->learn == NVI_LEARN_ONCE) +
		   (new->learn == NVI_LEARN_ONCE));
}
