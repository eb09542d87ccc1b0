/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The driver uses the interfaces of the newest kernel.  This directory, and no
 * other file, provides those that older kernels lack, under the new name.
 * compat.h is force-included; probe.mk defines NVI_HAVE_*.
 */
#ifndef _NVI_COMPAT_H
#define _NVI_COMPAT_H

#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <net/flow.h>
#include <net/ip.h>
#include <net/rtnetlink.h>

/* new headers; older kernels declare the same elsewhere */
#ifdef NVI_HAVE_GSO_H
#include <net/gso.h>
#endif
#ifdef NVI_HAVE_NETDEV_LOCK_H
#include <net/netdev_lock.h>
#endif

#ifndef NVI_HAVE_UNRCU_POINTER
#define unrcu_pointer(p) ((typeof(*(p)) __force *)p)
#endif

#ifndef NVI_HAVE_SKB_CLEAR_TSTAMP
static inline void skb_clear_tstamp(struct sk_buff *skb)
{
	skb->tstamp = 0;
}
#endif

#ifndef NVI_HAVE_SKB_DST_DEV
static inline struct net_device *skb_dst_dev(const struct sk_buff *skb)
{
	return skb_dst(skb)->dev;
}
#endif

/* older kernels export it to modules in ipv6_stub only */
#ifdef NVI_HAVE_IPV6_STUB_FRAGMENT
#include <net/ip6_route.h>
#include <net/ipv6_stubs.h>

#define ip6_fragment(net, sk, skb, output) \
	ipv6_stub->ipv6_fragment(net, sk, skb, output)
#endif

#ifdef NVI_HAVE_RT_DST_ALLOC_NOPOLICY
#include <net/route.h>

/* 5.10 has one more argument: nopolicy */
#define rt_dst_alloc(dev, flags, type, noxfrm) \
	rt_dst_alloc(dev, flags, type, false, noxfrm)
#endif

#ifndef NVI_HAVE_DST_RT6_INFO
#include <net/ip6_fib.h>

#define dst_rt6_info(dst) ((struct rt6_info *)(dst))
#endif

#ifndef NVI_HAVE_DST_MTU_MAYBE_FORWARD
#include <net/ip6_route.h>

#define ip6_dst_mtu_maybe_forward(dst, forwarding) ip6_dst_mtu_forward(dst)
#endif

#include "dscp.h"
#include "drop_reason.h"
#include "device.h"
#include "flow_table.h"
#include "multipath.h"

#endif /* _NVI_COMPAT_H */
