// SPDX-License-Identifier: GPL-2.0
/*
 * The gate to stage 2: the dst of a re-injected packet.
 *
 * The routing decision of ip_rcv_finish() drops a packet whose source is one of
 * the router's own addresses as a martian, or by rp_filter.  A re-injected packet
 * has such a source, and yet arrives at `lan`.  Neither check can be relaxed, or
 * hosts on the LAN could use the router's addresses.  But both checks apply only
 * to packets without a dst.  So a re-injected packet has a dst, as a looped-back
 * packet has, and passes PRE_ROUTING as any other packet.  The input function of
 * the dst is nvi_input4() or nvi_input6().  It makes the routing decision at the
 * point where ip_rcv_finish() would have made it, without validating the source,
 * which the router itself has set.  No packet from a wire can have such a dst.
 * vrf.c uses dsts of its own in much the same way.
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
 * ip6_rcv_core() reads the inet6_dev of the dst.  That of nvi0 does not exist yet
 * when this runs, and is removed if the MTU is below 1280.  That of loopback
 * exists as long as IPv6 does.
 */
static int nvi_gate6(struct net_device *dev, struct nvi_gate *gate)
{
#if IS_ENABLED(CONFIG_IPV6)
	struct net *net = dev_net(dev);
	struct inet6_dev *idev = in6_dev_get(net->loopback_dev);
	struct rt6_info *rt;

	if (!idev)
		return 0;	/* the namespace has no IPv6 */
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

/* Make the dst discard its packets and release its device, then put it. */
static void nvi_gate_put(struct dst_entry *dst)
{
	if (!dst)
		return;
	dst_dev_put(dst);
	dst_release(dst);
}

/**
 * nvi_gate_close() - close the way to stage 2
 * @nvi: the device
 *
 * A packet in flight keeps its reference to a dst, which from now on discards it
 * and holds blackhole_netdev instead of the nvi device.  nvi_xmit() must not be
 * running; nvi_input4() and nvi_input6() may be.
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
 * nvi_gate_open() - allocate the dsts of a new device
 * @dev: the device
 *
 * Context: RTNL, may sleep.
 * Return: 0; or -ENOMEM, with nothing changed
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
