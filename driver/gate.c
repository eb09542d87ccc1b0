// SPDX-License-Identifier: GPL-2.0
/*
 * The gate to stage 2: why a re-injected packet carries a dst.
 *
 * A packet that comes back in at `lan` with a source address of the router's
 * own would be dropped as a martian, or by rp_filter, by the routing decision
 * of ip_rcv_finish().  Both checks have to stay as they are, or hosts on the
 * LAN could bear the router's addresses.  But they are made only for packets
 * that need a route.  So a re-injected packet brings a dst along, as a looped
 * back one does, and goes through PRE_ROUTING as any other; the dst's input
 * is nvi_input4() or nvi_input6(), which make the routing decision that
 * ip_rcv_finish() would have made at this very point, without the check of a
 * source that the router itself has just given.  Nothing that comes from a
 * wire can carry such a dst.  vrf.c has its own dsts in much the same way.
 */
#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>
#include <net/route.h>

#include "stage2.h"

static int nvi_gate4(struct net_device *dev, struct nvi_gate *gate)
{
	struct rtable *rt = rt_dst_alloc(dev, 0, RTN_UNICAST, true);

	if (!rt)
		return -ENOMEM;
	rt->rt_is_input = 1;
	rt->dst.input = nvi_input4;
	rt->dst.output = dst_discard_out;
	gate->in4 = &rt->dst;
	return 0;
}

/*
 * ip6_rcv_core() looks at the dst's inet6_dev.  The one of nvi0 does not exist
 * yet when this runs, and goes away with an MTU below 1280; loopback's is there
 * as long as IPv6 is.
 */
static int nvi_gate6(struct net_device *dev, struct nvi_gate *gate)
{
#if IS_ENABLED(CONFIG_IPV6)
	struct net *net = dev_net(dev);
	struct inet6_dev *idev = in6_dev_get(net->loopback_dev);
	struct rt6_info *rt;

	if (!idev)
		return 0;	/* no IPv6 here */
	rt = ip6_dst_alloc(net, dev, DST_NOPOLICY | DST_NOXFRM);
	if (!rt) {
		in6_dev_put(idev);
		return -ENOMEM;
	}
	rt->rt6i_idev = idev;
	rt->dst.input = nvi_input6;
	rt->dst.output = dst_discard_out;
	gate->in6 = &rt->dst;
#endif
	return 0;
}

/* From now on the dst leads to dst_discard() and holds no device. */
static void nvi_gate_put(struct dst_entry *dst)
{
	if (!dst)
		return;
	dst_dev_put(dst);
	dst_release(dst);
}

/**
 * nvi_gate_close() - let no packet through to stage 2 any more
 * @nvi: the device
 *
 * Packets in flight keep their reference to a dst that now discards them, and
 * that holds blackhole_netdev instead of the nvi device.  nvi_xmit() must not
 * be running; nvi_input4/6() may.
 *
 * Context: RTNL.
 */
void nvi_gate_close(struct nvi_dev *nvi)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct nvi_gate *gate = per_cpu_ptr(nvi->gate, cpu);

		nvi_gate_put(gate->in4);
		nvi_gate_put(gate->in6);
	}
	free_percpu(nvi->gate);
}

/**
 * nvi_gate_open() - make the dsts of a new device
 * @dev: the device
 *
 * Context: RTNL.
 * Return: 0 or -ENOMEM, with nothing done
 */
int nvi_gate_open(struct net_device *dev)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	int cpu, err;

	nvi->gate = alloc_percpu_gfp(struct nvi_gate, GFP_KERNEL_ACCOUNT);
	if (!nvi->gate)
		return -ENOMEM;
	for_each_possible_cpu(cpu) {
		struct nvi_gate *gate = per_cpu_ptr(nvi->gate, cpu);

		err = nvi_gate4(dev, gate) ?: nvi_gate6(dev, gate);
		if (err) {
			nvi_gate_close(nvi);
			return err;
		}
	}
	return 0;
}
