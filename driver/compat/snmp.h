/* SPDX-License-Identifier: GPL-2.0 */
/* Who counts what is forwarded?  IPv6's part of it has moved. */
#ifndef _NVI_COMPAT_SNMP_H
#define _NVI_COMPAT_SNMP_H

#include <net/ip.h>
#include <net/ip6_fib.h>
#include <net/ipv6.h>

#if IS_ENABLED(CONFIG_IPV6)

/*
 * Since there is OutTransmits, ip6_finish_output2() counts packets and octets; before,
 * ip6_forward_finish() counted octets.  @straight: past ip6_finish_output2().
 */
static inline void nvi_compat_count_forwarded6(struct net *net,
					       const struct sk_buff *skb,
					       bool straight)
{
	struct inet6_dev *idev = dst_rt6_info(skb_dst(skb))->rt6i_idev;

	__IP6_INC_STATS(net, idev, IPSTATS_MIB_OUTFORWDATAGRAMS);
#ifdef NVI_HAVE_OUTREQUESTS
	if (straight)
		__IP6_UPD_PO_STATS(net, idev, IPSTATS_MIB_OUT, skb->len);
#else
	__IP6_ADD_STATS(net, idev, IPSTATS_MIB_OUTOCTETS, skb->len);
#endif
}

#endif /* CONFIG_IPV6 */
#endif
