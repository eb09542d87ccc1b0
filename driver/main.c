// SPDX-License-Identifier: GPL-2.0
/*
 * NVI: a virtual network device that gives a packet two stages in one
 * namespace: route to nvi0, NAT, route again by the translated address.
 *
 * This file loads and unloads the module.  It registers the state of a namespace
 * (net.c), the events of real devices, and the link type (link.c).
 */
#include <linux/module.h>
#include <linux/notifier.h>
#include <net/netns/generic.h>
#include <net/rtnetlink.h>

#include "fast.h"
#include "nvi.h"
#include "stage2.h"

/*
 * A device is deleted or moves to another namespace: drop the stage-2 routes out
 * of it.  The device is closed, so the FIB does not return it any more, and a
 * grace period has passed since, so no CPU is about to add such a route.  The
 * fast path may use the device, too.
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

static int __init nvi_init(void)
{
	int err;

	err = register_pernet_subsys(&nvi_net_ops);
	if (err)
		return err;
	err = register_netdevice_notifier(&nvi_netdev_notifier);
	if (err)
		goto err_pernet;
	err = rtnl_link_register(&nvi_link_ops);
	if (err)
		goto err_notifier;
	return 0;

err_notifier:
	unregister_netdevice_notifier(&nvi_netdev_notifier);
err_pernet:
	unregister_pernet_subsys(&nvi_net_ops);
	return err;
}

/*
 * rtnl_link_unregister() deletes every device in every namespace.  The last
 * device of a namespace unregisters its hooks (net.c).  Nothing points into this
 * module after that: see nvi_ndo_uninit() for the order.
 */
static void __exit nvi_exit(void)
{
	rtnl_link_unregister(&nvi_link_ops);
	unregister_netdevice_notifier(&nvi_netdev_notifier);
	unregister_pernet_subsys(&nvi_net_ops);
}

module_init(nvi_init);
module_exit(nvi_exit);

MODULE_DESCRIPTION("NAT virtual interface: policy routing by the translated address");
MODULE_LICENSE("GPL");
MODULE_VERSION(NVI_VERSION);
MODULE_ALIAS_RTNL_LINK(NVI_KIND);
