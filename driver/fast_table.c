// SPDX-License-Identifier: GPL-2.0
/*
 * The flow table of a device: allocate, empty, free.
 *
 * An entry of the table holds the routes of both directions.  The kernel checks the
 * route of each packet, so an entry ends with the first packet after a change of
 * an IPv4 route, rule or address anywhere in the namespace, or of the IPv6 routes
 * that the entry holds.  Other changes empty the whole table:
 *
 *  - IPv6 routes and rules, which may change stage 1 (FIB notifier);
 *  - any event of the nvi device, and of a device at which packets of the table
 *    arrive (netdev notifier of net.c);
 *  - new settings of the nvi device;
 *  - on 5.10, IPv4 routes (nvi_compat_flows_old());
 *  - IPv4 routes and rules, if an XDP program may use the table.
 *
 * To empty a table, a new one replaces it.  Until then, packets take the slow path.
 * With the full table of a routing daemon, IPv6 routes may change all the time, so
 * their changes empty the table once a second at most.  Device events empty it at
 * once, and so does every change on 5.10.
 */
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <net/ip_fib.h>
#include <net/route.h>

#include "fast.h"

#ifdef NVI_WITH_FAST

/* (The kernel's garbage collector looks for a callback in the type.) */
static const struct nf_flowtable_type nvi_flowtable_type = {
	.family	= NFPROTO_INET,
	.owner	= THIS_MODULE,
};

/**
 * nvi_flows_make() - allocate an empty table
 * @net: the namespace
 *
 * Context: may sleep.
 * Return: the table, or NULL
 */
struct nvi_flows *nvi_flows_make(struct net *net)
{
	struct nvi_flows *flows = kzalloc(sizeof(*flows), GFP_KERNEL_ACCOUNT);

	if (!flows)
		return NULL;
	flows->table.type = &nvi_flowtable_type;
	flows->table.flags = NF_FLOWTABLE_COUNTER;
	write_pnet(&flows->table.net, net);
	/* read before the first entry is added */
	flows->genid = rt_genid_ipv4(net);
	if (nf_flow_table_init(&flows->table)) {
		kfree(flows);
		return NULL;
	}
	return flows;
}

/**
 * nvi_flows_free() - free a table
 * @flows: the table, which no packet can see any more, or NULL
 *
 * Context: may sleep.
 */
void nvi_flows_free(struct nvi_flows *flows)
{
	if (!flows)
		return;
	nf_flow_table_free(&flows->table);
	kfree(flows);
}

/**
 * nvi_fast_empty() - take all connections off the fast path
 * @fast: the fast path
 *
 * Releases every reference that the table holds.
 *
 * Context: may sleep.
 */
void nvi_fast_empty(struct nvi_fast_path *fast)
{
	struct nvi_flows *flows, *old;

	mutex_lock(&fast->lock);
	WRITE_ONCE(fast->empty, false);
	flows = nvi_flows_make(dev_net(fast->dev));
	old = rcu_replace_pointer(fast->flows, flows,
				  lockdep_is_held(&fast->lock));
	nvi_ports_bind(fast, flows, old);
	WRITE_ONCE(fast->emptied, jiffies);
	WRITE_ONCE(fast->times, fast->times + 1);
	synchronize_net();	/* no packet uses the old table */
	nvi_flows_free(old);
	mutex_unlock(&fast->lock);
	if (!flows) {
		/* no memory: try again in a second; the slow path until then */
		WRITE_ONCE(fast->empty, true);
		queue_delayed_work(system_power_efficient_wq, &fast->work, HZ);
	}
}

/**
 * nvi_fast_changed() - request an empty table after a change
 * @fast: the fast path
 * @now: no further packet may use the present entries; if false, packets may do so
 *	for up to a second
 *
 * Context: any; RCU read side or RTNL.
 */
void nvi_fast_changed(struct nvi_fast_path *fast, bool now)
{
	unsigned long next = READ_ONCE(fast->emptied) + HZ;
	long wait = next - jiffies;
	struct nvi_flows *flows;

	WRITE_ONCE(fast->empty, true);
	if (!now && wait > 0) {
		queue_delayed_work(system_power_efficient_wq, &fast->work, wait);
		return;
	}
	rcu_read_lock();
	flows = rcu_dereference(fast->flows);
	if (flows)
		WRITE_ONCE(flows->stale, true);
	rcu_read_unlock();
	mod_delayed_work(system_power_efficient_wq, &fast->work, 0);
}

/**
 * nvi_fast_read() - read the counters of a fast path
 * @nvi: a device
 * @flows: gets the number of connections in the table
 * @emptied: gets the number of times that the table was emptied
 *
 * Context: RTNL.
 */
void nvi_fast_read(const struct nvi_dev *nvi, u64 *flows, u64 *emptied)
{
	const struct nvi_fast_path *fast = rtnl_dereference(nvi->fast);
	struct nvi_flows *now;

	*flows = 0;
	*emptied = 0;
	if (!fast)
		return;
	rcu_read_lock();
	now = rcu_dereference(fast->flows);
	if (now)	/* a connection has two entries */
		*flows = atomic_read(&now->table.rhashtable.nelems) / 2;
	rcu_read_unlock();
	*emptied = READ_ONCE(fast->times);
}

#endif /* NVI_WITH_FAST */
