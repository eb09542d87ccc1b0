// SPDX-License-Identifier: GPL-2.0
/*
 * NVI: a virtual network device that gives a packet two stages in one
 * namespace: route to nvi0, NAT, route again by the translated address.
 *
 * This file loads and unloads the module.
 */
#include <linux/module.h>
#include <net/rtnetlink.h>

#include "nvi.h"

static int __init nvi_init(void)
{
	int err;

	err = nvi_net_init();
	if (err)
		return err;
	err = rtnl_link_register(&nvi_link_ops);
	if (err)
		nvi_net_exit();
	return err;
}

/*
 * rtnl_link_unregister() deletes every device in every namespace.  The last
 * device of a namespace unregisters its hooks (net.c).  Nothing points into this
 * module after that: see nvi_ndo_uninit() for the order.
 */
static void __exit nvi_exit(void)
{
	rtnl_link_unregister(&nvi_link_ops);
	nvi_net_exit();
}

module_init(nvi_init);
module_exit(nvi_exit);

MODULE_DESCRIPTION("NAT virtual interface: policy routing by the translated address");
MODULE_LICENSE("GPL");
MODULE_VERSION(NVI_VERSION);
MODULE_ALIAS_RTNL_LINK(NVI_KIND);
