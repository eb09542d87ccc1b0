// SPDX-License-Identifier: GPL-2.0
/* The fast path of a device: start, stop, and the events that empty its table. */
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/fib_notifier.h>

#include "fast.h"

#ifdef NVI_WITH_FAST

static void nvi_fast_work(struct work_struct *work)
{
	struct nvi_fast_path *fast = container_of(to_delayed_work(work),
					     struct nvi_fast_path, work);

	if (READ_ONCE(fast->empty))
		nvi_fast_empty(fast);
	if (!nvi_ports_wanted(fast))
		return;
	/* nvi_fast_stop() holds RTNL and waits for this work to end */
	if (!rtnl_trylock()) {
		queue_delayed_work(system_power_efficient_wq, &fast->work, 1);
		return;
	}
	nvi_ports_make(fast);
	rtnl_unlock();
}

/**
 * nvi_fast_netdev_event() - react to an event of a network device
 * @nn: state of its namespace
 * @dev: the device
 * @event: NETDEV_...
 *
 * Empties the table of each fast path that belongs to @dev or has a port on it.
 *
 * Context: RTNL.
 */
void nvi_fast_netdev_event(struct nvi_net *nn, struct net_device *dev,
			   unsigned long event)
{
	struct nvi_fast_path *fast;
	struct nvi_dev *nvi;

	list_for_each_entry(nvi, &nn->fast, fast_list) {
		fast = rtnl_dereference(nvi->fast);
		if (dev != fast->dev && !nvi_port_is(fast, dev->ifindex))
			continue;
		if (event == NETDEV_UNREGISTER && dev != fast->dev) {
			nvi_port_remove(fast, dev);
			nvi_fast_empty(fast);
		} else {
			nvi_fast_changed(fast, true);
		}
	}
}

/* FIB notifier: a route or rule has changed. */
static int nvi_fib_event(struct notifier_block *nb, unsigned long event,
			 void *ptr)
{
	struct nvi_net *nn = container_of(nb, struct nvi_net, fib_notifier);
	const struct fib_notifier_info *info = ptr;
	struct nvi_fast_path *fast;
	struct nvi_dev *nvi;
	bool v6 = info->family == AF_INET6;

	if (!v6 && info->family != AF_INET)
		return NOTIFY_DONE;
	/* for packets that are routed, but not in the table yet */
	if (v6)
		atomic_inc(&nn->fib6_changes);
	rcu_read_lock();
	list_for_each_entry_rcu(nvi, &nn->fast, fast_list) {
		fast = rcu_dereference(nvi->fast);
		/* where routes are not checked, one may have released its device */
		if (fast && (v6 || nvi_ports_xdp(fast)))
			nvi_fast_changed(fast, !NVI_COMPAT_FLOW_CHECKED);
	}
	rcu_read_unlock();
	return NOTIFY_DONE;
}

/**
 * nvi_fast_net_init() - register the FIB notifier of a namespace
 * @net: the namespace
 * @nn: its state
 *
 * The kernel first dumps all existing routes, starts again if they change
 * meanwhile, and fails with -EBUSY after a few attempts.  It may take RTNL, so
 * this cannot wait until a device needs the notifier.
 *
 * Context: may sleep, no RTNL.
 * Return: 0 or a negative errno
 */
int nvi_fast_net_init(struct net *net, struct nvi_net *nn)
{
	int tries, err = -EBUSY;

	INIT_LIST_HEAD(&nn->fast);
	nn->fib_notifier.notifier_call = nvi_fib_event;
	for (tries = 0; tries < 10 && err == -EBUSY; tries++) {
		if (tries)
			msleep(20);
		err = register_fib_notifier(net, &nn->fib_notifier, NULL, NULL);
	}
	return err;
}

/**
 * nvi_fast_net_exit() - undo nvi_fast_net_init()
 * @net: the namespace
 * @nn: its state; no device is left
 *
 * Context: may sleep.
 */
void nvi_fast_net_exit(struct net *net, struct nvi_net *nn)
{
	unregister_fib_notifier(net, &nn->fib_notifier);
}

static struct nvi_fast_path *nvi_fast_alloc(struct net_device *dev)
{
	struct nvi_fast_path *fast = kzalloc(sizeof(*fast), GFP_KERNEL_ACCOUNT);
	struct nvi_flows *flows;

	if (!fast)
		return NULL;
	flows = nvi_flows_make(dev_net(dev));
	if (!flows) {
		kfree(fast);
		return NULL;
	}
	fast->dev = dev;
	fast->emptied = jiffies - HZ;
	mutex_init(&fast->lock);
	xa_init_flags(&fast->ports, XA_FLAGS_LOCK_BH);
	INIT_DELAYED_WORK(&fast->work, nvi_fast_work);
	RCU_INIT_POINTER(fast->flows, flows);
	return fast;
}

/* No packet and no work may see @fast any more. */
static void nvi_fast_free(struct nvi_fast_path *fast)
{
	nvi_flows_free(rcu_access_pointer(fast->flows));
	kfree(fast);
}

/**
 * nvi_fast_start() - start the fast path of a device
 * @dev: an nvi device without one
 *
 * Context: RTNL, may sleep.
 * Return: 0; or -ENOMEM, with nothing changed
 */
int nvi_fast_start(struct net_device *dev)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	struct nvi_fast_path *fast = nvi_fast_alloc(dev);
	struct nvi_ways *ways;

	if (!fast)
		return -ENOMEM;
	if (list_empty(&nvi->nn->fast)) {
		ways = nvi_ways_alloc();
		if (!ways) {
			nvi_fast_free(fast);
			return -ENOMEM;
		}
		rcu_assign_pointer(nvi->nn->ways, ways);
	}
	rcu_assign_pointer(nvi->fast, fast);
	list_add_rcu(&nvi->fast_list, &nvi->nn->fast);
	return 0;
}

/**
 * nvi_fast_stop() - stop the fast path of a device
 * @dev: an nvi device with one
 *
 * Context: RTNL, may sleep.
 */
void nvi_fast_stop(struct net_device *dev)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	struct nvi_fast_path *fast = rtnl_dereference(nvi->fast);
	struct nvi_ways *ways = NULL;

	list_del_rcu(&nvi->fast_list);
	RCU_INIT_POINTER(nvi->fast, NULL);
	if (list_empty(&nvi->nn->fast))
		ways = rcu_replace_pointer(nvi->nn->ways, NULL,
					   lockdep_rtnl_is_held());
	/* the work makes no new port: it needs RTNL */
	nvi_ports_remove(fast);
	synchronize_net();	/* no packet and no notifier uses @fast or @ways */
	cancel_delayed_work_sync(&fast->work);
	xa_destroy(&fast->ports);
	nvi_ways_free(ways);
	nvi_fast_free(fast);
}

#endif /* NVI_WITH_FAST */
