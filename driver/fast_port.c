// SPDX-License-Identifier: GPL-2.0
/*
 * The hooks on real devices that pass packets to the flow table.
 *
 * The first connection that arrives at a device requests a hook there, and the
 * work of fast.c registers it.  The hook is removed with the real device or with
 * the fast path.  It is the last one at the device's ingress: taps, XDP, tc and
 * netfilter's ingress chains see each packet before it.
 */
#include <linux/inetdevice.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <net/addrconf.h>

#include "fast.h"
#include "stats.h"

#ifdef NVI_WITH_FAST

/* entry of a requested port, which also has the mark */
#define NVI_PORT_WANTED	xa_mk_value(1)
#define NVI_PORT_MARK	XA_MARK_0

/*
 * True if forwarding is enabled.  Read for each packet, since a change of the
 * sysctl is not an event.
 */
static bool nvi_forwarding(const struct net *net, const struct net_device *in,
			   u8 pf)
{
	struct in_device *in_dev;

	if (pf == NFPROTO_IPV4) {
		in_dev = __in_dev_get_rcu(in);
		return in_dev && IN_DEV_FORWARD(in_dev);
	}
#if IS_ENABLED(CONFIG_IPV6)
	return net->ipv6.devconf_all &&
	       READ_ONCE(net->ipv6.devconf_all->forwarding);
#else
	return false;
#endif
}

static unsigned int nvi_port_hook(void *priv, struct sk_buff *skb,
				  const struct nf_hook_state *state)
{
	const struct nvi_port *port = priv;
	struct nvi_flows *flows = rcu_dereference(port->fast->flows);
	bool v4 = skb->protocol == htons(ETH_P_IP);
	unsigned int len = skb->len, verdict;

	/* a device in promiscuous mode also receives packets for other hosts */
	if ((!v4 && skb->protocol != htons(ETH_P_IPV6)) ||
	    skb->pkt_type != PACKET_HOST)
		return NF_ACCEPT;
	if (unlikely(!flows || READ_ONCE(flows->stale) ||
		     !nvi_forwarding(state->net, state->in,
				     v4 ? NFPROTO_IPV4 : NFPROTO_IPV6)))
		return NF_ACCEPT;
	if (unlikely(nvi_compat_flows_old(state->net, flows->genid))) {
		nvi_fast_changed(port->fast, false);
		return NF_ACCEPT;
	}
	verdict = v4 ? nf_flow_offload_ip_hook(&flows->table, skb, state) :
		       nf_flow_offload_ipv6_hook(&flows->table, skb, state);
	/* a device with packets of either kind counts all of them as two-stage packets */
	if (verdict == NF_STOLEN)
		nvi_count_packet(netdev_priv(port->fast->dev),
				 v4 ? NVI_COUNT_FAST4 : NVI_COUNT_FAST6, len,
				 READ_ONCE(port->outward), !READ_ONCE(port->outward));
	else if (unlikely(verdict != NF_ACCEPT))
		nvi_count_drop(port->fast->dev, NVI_DROP_NO_MEMORY);
	return verdict;
}

static struct nvi_port *nvi_port_find(struct nvi_fast_path *fast, int ifindex)
{
	void *entry = xa_load(&fast->ports, ifindex);

	return xa_is_value(entry) ? NULL : entry;
}

/**
 * nvi_port_is() - test whether a device has a hook of the fast path
 * @fast: the fast path
 * @ifindex: of the real device
 *
 * Context: RCU read side, or RTNL.
 * Return: true if it has
 */
bool nvi_port_is(struct nvi_fast_path *fast, int ifindex)
{
	return nvi_port_find(fast, ifindex);
}

static struct nvi_port *nvi_port_request(struct nvi_fast_path *fast, int ifindex)
{
	struct nvi_port *port = nvi_port_find(fast, ifindex);
	int err;

	if (likely(port))
		return port;
	xa_lock_bh(&fast->ports);
	err = __xa_insert(&fast->ports, ifindex, NVI_PORT_WANTED, GFP_ATOMIC);
	if (!err)
		__xa_set_mark(&fast->ports, ifindex, NVI_PORT_MARK);
	xa_unlock_bh(&fast->ports);
	if (!err)
		mod_delayed_work(system_power_efficient_wq, &fast->work, 0);
	return NULL;
}

/**
 * nvi_ports_ready() - test whether both devices have hooks; request missing ones
 * @fast: the fast path
 * @outward: ifindex of the real device at which packets with two stages arrive
 * @inward: ifindex of the real device at which packets with one stage arrive
 *
 * Context: BH disabled, RCU read side.
 * Return: true if both have
 */
bool nvi_ports_ready(struct nvi_fast_path *fast, int outward, int inward)
{
	struct nvi_port *out = nvi_port_request(fast, outward);
	struct nvi_port *back = nvi_port_request(fast, inward);

	if (!out || !back)
		return false;
	if (!READ_ONCE(out->outward))
		WRITE_ONCE(out->outward, true);
	return true;
}

static struct nvi_port *nvi_port_make(struct nvi_fast_path *fast,
				      struct net_device *in)
{
	struct nvi_port *port = kzalloc(sizeof(*port), GFP_KERNEL_ACCOUNT);

	if (!port)
		return NULL;
	port->fast = fast;
	port->in = in;
	port->ops.hook = nvi_port_hook;
	port->ops.priv = port;
	port->ops.pf = NFPROTO_NETDEV;
	port->ops.hooknum = NF_NETDEV_INGRESS;
	port->ops.priority = INT_MAX;
	port->ops.dev = in;
	if (nf_register_net_hook(dev_net(in), &port->ops)) {
		kfree(port);
		return NULL;
	}
	return port;
}

static struct nvi_flows *nvi_port_flows(const struct nvi_port *port)
{
	return rcu_dereference_protected(port->fast->flows,
					 lockdep_is_held(&port->fast->lock));
}

/**
 * nvi_ports_wanted() - test whether hooks are requested
 * @fast: the fast path
 *
 * Return: true if any is
 */
bool nvi_ports_wanted(const struct nvi_fast_path *fast)
{
	return xa_marked(&fast->ports, NVI_PORT_MARK);
}

/**
 * nvi_ports_make() - register the requested hooks
 * @fast: the fast path
 *
 * If the device is gone, or memory is short, the request is dropped; the next
 * packet may repeat it.
 *
 * Context: RTNL, may sleep.
 */
void nvi_ports_make(struct nvi_fast_path *fast)
{
	struct net_device *in;
	struct nvi_port *port;
	unsigned long ifindex;
	void *entry;

	xa_for_each_marked(&fast->ports, ifindex, entry, NVI_PORT_MARK) {
		in = __dev_get_by_index(dev_net(fast->dev), ifindex);
		port = in ? nvi_port_make(fast, in) : NULL;
		if (!port) {
			xa_erase_bh(&fast->ports, ifindex);
			continue;
		}
		mutex_lock(&fast->lock);
		/* replaces a value, so it allocates nothing */
		xa_lock_bh(&fast->ports);
		__xa_store(&fast->ports, ifindex, port, GFP_ATOMIC);
		__xa_clear_mark(&fast->ports, ifindex, NVI_PORT_MARK);
		xa_unlock_bh(&fast->ports);
		nvi_port_bind(port, nvi_port_flows(port), FLOW_BLOCK_BIND);
		mutex_unlock(&fast->lock);
	}
}

static void nvi_port_erase(struct nvi_fast_path *fast, unsigned long ifindex)
{
	struct nvi_port *port;

	/* inside the lock, since a replaced table is bound to every port */
	mutex_lock(&fast->lock);
	port = xa_erase_bh(&fast->ports, ifindex);
	if (port && !xa_is_value(port)) {
		nvi_port_bind(port, nvi_port_flows(port), FLOW_BLOCK_UNBIND);
		nf_unregister_net_hook(dev_net(port->in), &port->ops);
		kfree_rcu(port, rcu);
	}
	mutex_unlock(&fast->lock);
}

/**
 * nvi_port_remove() - remove the hook from a real device that is deleted
 * @fast: the fast path
 * @in: the device
 *
 * Context: RTNL, may sleep.
 */
void nvi_port_remove(struct nvi_fast_path *fast, const struct net_device *in)
{
	nvi_port_erase(fast, in->ifindex);
}

/**
 * nvi_ports_remove() - remove all hooks of a fast path
 * @fast: the fast path
 *
 * Context: RTNL, may sleep.
 */
void nvi_ports_remove(struct nvi_fast_path *fast)
{
	unsigned long ifindex;
	void *entry;

	xa_for_each(&fast->ports, ifindex, entry)
		nvi_port_erase(fast, ifindex);
}

#endif /* NVI_WITH_FAST */
