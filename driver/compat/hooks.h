/* SPDX-License-Identifier: GPL-2.0 */
/* Whose is a netfilter hook?  Older kernels free what would say so too early. */
#ifndef _NVI_COMPAT_HOOKS_H
#define _NVI_COMPAT_HOOKS_H

#include <linux/netfilter.h>
#include <linux/netfilter_ipv4.h>

/*
 * Is this POST_ROUTING hook one that has nothing to do for an untracked packet
 * without a socket?  Conntrack's, NAT's and AppArmor's, and nobody else's, are of
 * no type and have these priorities.
 */
static inline bool nvi_compat_hook_is_idle(const struct nf_hook_entries *hooks,
					   unsigned int i)
{
#ifdef NVI_HAVE_HOOK_OPS_TYPE
	const struct nf_hook_ops *ops;

	ops = READ_ONCE(nf_hook_entries_get_hook_ops(hooks)[i]);
	return ops->hook_ops_type == NF_HOOK_OP_UNDEFINED &&
	       (ops->priority == NF_IP_PRI_CONNTRACK_CONFIRM ||
		ops->priority == NF_IP_PRI_NAT_SRC ||
		ops->priority == NF_IP_PRI_SELINUX_FIRST);
#else
	return false;
#endif
}

#endif
