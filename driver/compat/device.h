/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Flags of a device that were features in older kernels, and the arguments of
 * newlink.  These are members and callbacks, so no macro can provide the new
 * name.  The driver calls the helpers below instead.
 */
#ifndef _NVI_COMPAT_DEVICE_H
#define _NVI_COMPAT_DEVICE_H

/* transmit without a lock */
static inline void nvi_compat_set_lltx(struct net_device *dev)
{
#ifdef NVI_HAVE_LLTX
	dev->lltx = true;
#else
	dev->features |= NETIF_F_LLTX;
#endif
}

/* keep the device in its namespace */
static inline void nvi_compat_set_netns_immutable(struct net_device *dev)
{
#if defined(NVI_HAVE_NETNS_IMMUTABLE)
	dev->netns_immutable = true;
#elif defined(NVI_HAVE_NETNS_LOCAL)
	dev->netns_local = true;
#else
	dev->features |= NETIF_F_NETNS_LOCAL;
#endif
}

#ifndef NVI_HAVE_TSO_MAX_SIZE
#define netif_set_tso_max_size(dev, size) netif_set_gso_max_size(dev, size)
#endif

/*
 * Before 6.15, newlink had five arguments.  NVI_COMPAT_NEWLINK(name) defines a
 * wrapper of the new form, nvi_compat_newlink(name) is its name for rtnl_link_ops.
 */
#ifdef NVI_HAVE_NEWLINK_PARAMS
#define NVI_COMPAT_NEWLINK(name)
#define nvi_compat_newlink(name) name
#else
struct rtnl_newlink_params {
	struct net *src_net;
	struct nlattr **tb;
	struct nlattr **data;
};

#define NVI_COMPAT_NEWLINK(name)					\
static int name##_compat(struct net *src_net, struct net_device *dev,	\
			 struct nlattr *tb[], struct nlattr *data[],	\
			 struct netlink_ext_ack *extack)		\
{									\
	struct rtnl_newlink_params params = {				\
		.src_net = src_net,					\
		.tb = tb,						\
		.data = data,						\
	};								\
									\
	return name(dev, &params, extack);				\
}

#define nvi_compat_newlink(name) name##_compat
#endif

#endif
