// SPDX-License-Identifier: GPL-2.0
/*
 * What a namespace has while there is an nvi device in it: conntrack switched
 * on, room for the record on every new connection, the hooks that write it,
 * and the store of stage-2 routes.  All of it is gone with the last device.
 */
#include <kunit/visibility.h>
#include <linux/notifier.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/netfilter/nf_conntrack_labels.h>
#include <net/netns/generic.h>

#include "fast.h"
#include "nvi.h"
#include "stage2.h"

static unsigned int nvi_net_id __read_mostly;

/**
 * nvi_net() - the state of a namespace
 * @net: any namespace
 *
 * Return: never NULL while the module is loaded
 */
struct nvi_net *nvi_net(const struct net *net)
{
	return net_generic(net, nvi_net_id);
}
EXPORT_SYMBOL_IF_KUNIT(nvi_net);

/**
 * nvi_net_get() - another device comes to a namespace
 * @net: its namespace
 *
 * Context: RTNL.
 * Return: 0 or a negative errno, with nothing done
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
	/* all 128 bits; the argument is the highest one */
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
 * nvi_net_put() - a device leaves a namespace
 * @net: its namespace
 *
 * The gate of the device is closed and a grace period has passed (see
 * nvi_ndo_uninit()), so only the hooks of learn.c still see the state of the
 * namespace when the last device goes.
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
	synchronize_net();	/* nobody is in the hooks any more */
	nvi_routes4_free(nn->routes);
	nn->routes = NULL;
	free_percpu(nn->percpu);
	nn->percpu = NULL;
}
EXPORT_SYMBOL_IF_KUNIT(nvi_net_put);

/**
 * nvi_net_learn() - a device's idea of whether records may change has changed
 * @net: its namespace
 * @old: what it was
 * @new: what it is
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

/*
 * A device goes away, or to another namespace: let go of the stage-2 routes that lead out
 * of it.  It is closed, so the FIB has forgotten it, and a grace period has passed since:
 * no CPU is about to make one again.  And the fast path may lead there.
 */
static int nvi_netdev_event(struct notifier_block *nb, unsigned long event,
			    void *ptr)
{
	struct net_device *dev = netdev_notifier_info_to_dev(ptr);
	struct nvi_net *nn = nvi_net(dev_net(dev));

	if (!nn->devices)
		return NOTIFY_DONE;
	nvi_fast_netdev_event(nn, dev, event);
	if (event == NETDEV_UNREGISTER)
		nvi_routes4_forget(nn->routes, dev);
	return NOTIFY_DONE;
}

static struct notifier_block nvi_netdev_notifier = {
	.notifier_call = nvi_netdev_event,
};

static int __net_init nvi_net_start(struct net *net)
{
	return nvi_fast_net_init(net, nvi_net(net));
}

static void __net_exit nvi_net_end(struct net *net)
{
	nvi_fast_net_exit(net, nvi_net(net));
}

static struct pernet_operations nvi_net_ops = {
	.init = nvi_net_start,
	.exit = nvi_net_end,
	.id = &nvi_net_id,
	.size = sizeof(struct nvi_net),
};

/**
 * nvi_net_init() - make room in every namespace
 *
 * Return: 0 or a negative errno
 */
int __init nvi_net_init(void)
{
	int err;

	err = register_pernet_subsys(&nvi_net_ops);
	if (err)
		return err;
	err = register_netdevice_notifier(&nvi_netdev_notifier);
	if (err)
		unregister_pernet_subsys(&nvi_net_ops);
	return err;
}

/** nvi_net_exit() - undo nvi_net_init(); no device is left */
void nvi_net_exit(void)
{
	unregister_netdevice_notifier(&nvi_netdev_notifier);
	unregister_pernet_subsys(&nvi_net_ops);
}
