// SPDX-License-Identifier: GPL-2.0
/* The rtnetlink operations of a device: create, change, dump. */
#include <net/netlink.h>
#include <net/rtnetlink.h>

#include "fast.h"
#include "nvi.h"

static const struct nla_policy nvi_policy[IFLA_NVI_MAX + 1] = {
	[IFLA_NVI_MODE]		= { .type = NLA_U8 },
	[IFLA_NVI_INGRESS]	= { .type = NLA_U8 },
	[IFLA_NVI_MARK]		= { .type = NLA_U32 },
	[IFLA_NVI_MARK_MASK]	= { .type = NLA_U32 },
	[IFLA_NVI_HOPS]		= { .type = NLA_U8 },
	[IFLA_NVI_REPLAY]	= { .type = NLA_U8 },
	[IFLA_NVI_FALLBACK]	= { .type = NLA_U8 },
	[IFLA_NVI_LEARN]	= { .type = NLA_U8 },
	[IFLA_NVI_FAST]		= { .type = NLA_U8 },
	[IFLA_NVI_FAST_MARK]	= { .type = NLA_U32 },
	[IFLA_NVI_FAST_MASK]	= { .type = NLA_U32 },
};

static int nvi_validate(struct nlattr *tb[], struct nlattr *data[],
			struct netlink_ext_ack *extack)
{
	struct nvi_config scratch = nvi_defaults;

	if (tb[IFLA_ADDRESS]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_ADDRESS],
				    "an nvi device has no link-layer address");
		return -EINVAL;
	}
	if (tb[IFLA_LINK]) {
		NL_SET_ERR_MSG_ATTR(extack, tb[IFLA_LINK],
				    "an nvi device has no lower device: packets are routed to it");
		return -EINVAL;
	}
	return nvi_parse(&scratch, data, extack);
}

static int nvi_newlink(struct net_device *dev,
		       struct rtnl_newlink_params *params,
		       struct netlink_ext_ack *extack)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	struct nvi_config config = nvi_defaults;
	int err;

	err = nvi_parse(&config, params->data, extack);
	if (err)
		return err;
	err = register_netdevice(dev);
	if (err)
		return err;
	/* The device is not up yet, so no packet reads the settings. */
	nvi_keep_dst(dev, &config);
	*rtnl_dereference(nvi->config) = config;
	nvi_net_learn(dev_net(dev), &nvi_defaults, &config);
	if (!config.fast)
		return 0;
	err = nvi_fast_start(dev);
	if (err)
		unregister_netdevice(dev);
	return err;
}

NVI_COMPAT_NEWLINK(nvi_newlink)

static int nvi_changelink(struct net_device *dev, struct nlattr *tb[],
			  struct nlattr *data[],
			  struct netlink_ext_ack *extack)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	struct nvi_config *config, *old;
	int err;

	old = rtnl_dereference(nvi->config);
	config = kmemdup(old, sizeof(*old), GFP_KERNEL_ACCOUNT);
	if (!config)
		return -ENOMEM;
	err = nvi_parse(config, data, extack);
	if (err) {
		kfree(config);
		return err;
	}
	if (config->fast && !old->fast) {
		err = nvi_fast_start(dev);
		if (err) {
			kfree(config);
			return err;
		}
	}
	nvi_keep_dst(dev, config);
	rcu_assign_pointer(nvi->config, config);
	nvi_net_learn(dev_net(dev), old, config);
	if (old->fast && !config->fast)
		nvi_fast_stop(dev);
	else if (old->fast)
		nvi_fast_empty(rtnl_dereference(nvi->fast));
	kfree_rcu(old, rcu);
	return 0;
}

static size_t nvi_get_size(const struct net_device *dev)
{
	return nla_total_size(sizeof(u8)) +	/* IFLA_NVI_MODE */
	       nla_total_size(sizeof(u8)) +	/* IFLA_NVI_INGRESS */
	       nla_total_size(sizeof(u32)) +	/* IFLA_NVI_MARK */
	       nla_total_size(sizeof(u32)) +	/* IFLA_NVI_MARK_MASK */
	       nla_total_size(sizeof(u8)) +	/* IFLA_NVI_HOPS */
	       nla_total_size(sizeof(u8)) +	/* IFLA_NVI_REPLAY */
	       nla_total_size(sizeof(u8)) +	/* IFLA_NVI_FALLBACK */
	       nla_total_size(sizeof(u8)) +	/* IFLA_NVI_LEARN */
	       nla_total_size(sizeof(u8)) +	/* IFLA_NVI_FAST */
	       nla_total_size(sizeof(u32)) +	/* IFLA_NVI_FAST_MARK */
	       nla_total_size(sizeof(u32));	/* IFLA_NVI_FAST_MASK */
}

/* Some dumps of newer kernels run without RTNL, hence RCU. */
static int nvi_fill_info(struct sk_buff *skb, const struct net_device *dev)
{
	const struct nvi_dev *nvi = netdev_priv(dev);
	const struct nvi_config *config;
	int err = -EMSGSIZE;

	rcu_read_lock();
	config = rcu_dereference(nvi->config);
	if (!nla_put_u8(skb, IFLA_NVI_MODE, config->mode) &&
	    !nla_put_u8(skb, IFLA_NVI_INGRESS, config->ingress) &&
	    !nla_put_u32(skb, IFLA_NVI_MARK, config->mark) &&
	    !nla_put_u32(skb, IFLA_NVI_MARK_MASK, config->mask) &&
	    !nla_put_u8(skb, IFLA_NVI_HOPS, config->hops) &&
	    !nla_put_u8(skb, IFLA_NVI_REPLAY, config->replay) &&
	    !nla_put_u8(skb, IFLA_NVI_FALLBACK, config->fallback) &&
	    !nla_put_u8(skb, IFLA_NVI_LEARN, config->learn) &&
	    !nla_put_u8(skb, IFLA_NVI_FAST, config->fast) &&
	    !nla_put_u32(skb, IFLA_NVI_FAST_MARK, config->fast_mark) &&
	    !nla_put_u32(skb, IFLA_NVI_FAST_MASK, config->fast_mask))
		err = 0;
	rcu_read_unlock();
	return err;
}

struct rtnl_link_ops nvi_link_ops __read_mostly = {
	.kind		= NVI_KIND,
	.priv_size	= sizeof(struct nvi_dev),
	.setup		= nvi_setup,
	.maxtype	= IFLA_NVI_MAX,
	.policy		= nvi_policy,
	.validate	= nvi_validate,
	.newlink	= nvi_compat_newlink(nvi_newlink),
	.changelink	= nvi_changelink,
	.get_size	= nvi_get_size,
	.fill_info	= nvi_fill_info,
};
