// SPDX-License-Identifier: GPL-2.0
/*
 * IPv4 never lets a packet in that bears a local address as its source; IPv6 does.
 * With source NAT that is a way to use the router's own addresses, and what
 * conntrack knows about them, so look: once a connection.  The check is off where
 * IPv4's is, by the interface's accept_local.
 *
 * That takes a look-up by all rules: with the kernel's own alone, 1,800 instructions
 * more (Documentation/performance.rst).  So each CPU remembers sources that are not
 * local, for as long as decisions are believed (decide6.c).  Who comes with ever other
 * sources pays for himself.
 */
#include <linux/hash.h>
#include <linux/inetdevice.h>
#include <net/addrconf.h>
#include <net/ip6_fib.h>
#include <net/ip6_route.h>

#include "decide6.h"
#include "nvi.h"

#if IS_ENABLED(CONFIG_IPV6)

static noinline bool nvi_is_local6(struct net *net,
				   const struct in6_addr *saddr,
				   const struct net_device *in)
{
	struct rt6_info *rt;
	bool local;

	/* an address of any interface, or one made local by a route only */
	if (ipv6_chk_addr_and_flags(net, saddr, in, true, 0, 0))
		return true;
	rt = rt6_lookup(net, saddr, NULL, 0, NULL, 0);
	if (!rt)
		return false;
	local = rt->rt6i_flags & RTF_LOCAL;
	ip6_rt_put(rt);
	return local;
}

static bool nvi_checks_source6(const struct in6_addr *saddr,
			       const struct net_device *in)
{
	struct in_device *in_dev = __in_dev_get_rcu(in);

	return !(in->flags & IFF_LOOPBACK) &&
	       !(in_dev && IN_DEV_ACCEPT_LOCAL(in_dev)) &&
	       /* two links may well use the same ones */
	       !(ipv6_addr_type(saddr) & IPV6_ADDR_LINKLOCAL);
}

/**
 * nvi_spoofed6() - did it come with an address of this router?
 * @nn: the namespace
 * @saddr: the source of the first packet of an IPv6 connection, before NAT
 * @in: the interface that it came in by
 *
 * Context: RCU read side.  BH may be enabled, see nvi_net_count().
 */
bool nvi_spoofed6(struct nvi_net *nn, const struct in6_addr *saddr,
		  const struct net_device *in)
{
	struct net *net = dev_net(in);
	struct nvi_source6 *slot;
	bool local = false;
	u64 epoch;

	if (!nvi_checks_source6(saddr, in))
		return false;
	local_bh_disable();
	slot = &this_cpu_ptr(nn->percpu)->source6[hash_64(nvi_fold6(saddr),
							  NVI_SOURCE6_BITS)];
	epoch = nvi_epoch6(net, nn);
	if (slot->epoch != epoch || slot->iif != in->ifindex ||
	    !ipv6_addr_equal(&slot->addr, saddr)) {
		smp_rmb();	/* the epoch is from before this */
		local = nvi_is_local6(net, saddr, in);
		if (!local) {
			slot->addr = *saddr;
			slot->iif = in->ifindex;
			slot->epoch = epoch;
		}
	}
	local_bh_enable();
	return local;
}

#endif /* CONFIG_IPV6 */
