// SPDX-License-Identifier: GPL-2.0
/*
 * The flow table of a device: made, emptied, taken away.
 *
 * An entry of the table holds the routes of both directions.  The kernel checks the
 * route of each packet, so an entry ends with the next packet after a change of an
 * IPv4 route, rule or address anywhere in the namespace, and of the IPv6 routes that
 * the entry holds.  What it does not check empties the table:
 *
 *  - IPv6 routes and rules, which may lead stage 1 elsewhere (the FIB notifier);
 *  - any event of a device that packets of the table come in by, and of the nvi
 *    device (the netdev notifier of net.c);
 *  - new settings of the nvi device;
 *  - on 5.10, IPv4 routes (nvi_compat_flows_old());
 *  - IPv4 routes and rules, if an XDP program may forward by the table.
 *
 * A table is emptied by putting a new one in its place.  Until that is done, packets
 * take the slow path.  IPv6 routes may change all the time where a routing daemon has a
 * full table, so they empty a table once a second at most; devices do so at once, and so
 * does everything on 5.10.
 */
#include <linux/jiffies.h>
#include <linux/slab.h>
#include <net/ip_fib.h>
#include <net/route.h>

#include "fast.h"

#ifdef NVI_WITH_FAST

/* (The kernel's garbage collector asks the type for a callback.) */
static const struct nf_flowtable_type nvi_flowtable_type = {
	.family	= NFPROTO_INET,
	.owner	= THIS_MODULE,
};

/**
 * nvi_flows_make() - a new table, empty
 * @net: the namespace
 *
 * Context: may sleep.
 * Return: the table, or NULL without memory
 */
struct nvi_flows *nvi_flows_make(struct net *net)
{
	struct nvi_flows *flows = kzalloc(sizeof(*flows), GFP_KERNEL_ACCOUNT);

	if (!flows)
		return NULL;
	flows->table.type = &nvi_flowtable_type;
	flows->table.flags = NF_FLOWTABLE_COUNTER;
	write_pnet(&flows->table.net, net);
	/* from before anything is put in */
	flows->genid = rt_genid_ipv4(net);
	if (nf_flow_table_init(&flows->table)) {
		kfree(flows);
		return NULL;
	}
	return flows;
}

/** nvi_flows_free() - @flows, which no packet can see any more; may sleep */
void nvi_flows_free(struct nvi_flows *flows)
{
	if (!flows)
		return;
	nf_flow_table_free(&flows->table);
	kfree(flows);
}

/**
 * nvi_fast_empty() - no connection is on the fast path any more
 * @fast: the fast path
 *
 * Every reference that the table held is let go of.
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
	synchronize_net();	/* no packet is in the old one */
	nvi_flows_free(old);
	mutex_unlock(&fast->lock);
	if (!flows) {
		/* no memory: again in a second, and the slow path until then */
		WRITE_ONCE(fast->empty, true);
		queue_delayed_work(system_power_efficient_wq, &fast->work, HZ);
	}
}

/**
 * nvi_fast_changed() - what the entries of the table depend on has changed
 * @fast: the fast path
 * @now: no packet may go by the old state of things; else that ends within a second
 *
 * Context: any, RCU read side or RTNL.
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
 * nvi_fast_read() - what ethtool shows
 * @nvi: a device
 * @flows: gets how many connections are on the fast path now
 * @emptied: gets how often the table was emptied
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
	if (now)	/* each has two entries */
		*flows = atomic_read(&now->table.rhashtable.nelems) / 2;
	rcu_read_unlock();
	*emptied = READ_ONCE(fast->times);
}

#endif /* NVI_WITH_FAST */
