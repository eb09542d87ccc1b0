/* SPDX-License-Identifier: GPL-2.0 */
/* Drop reasons: older kernels have fewer of them, or none. */
#ifndef _NVI_COMPAT_DROP_REASON_H
#define _NVI_COMPAT_DROP_REASON_H

#ifndef NVI_HAVE_DROP_REASONS
enum skb_drop_reason {
	SKB_DROP_REASON_UNHANDLED_PROTO,
	SKB_DROP_REASON_IP_INHDR,
	SKB_DROP_REASON_IP_RPFILTER,
	SKB_DROP_REASON_NOMEM,
	SKB_DROP_REASON_DEV_READY,
	SKB_DROP_REASON_CPU_BACKLOG,
	SKB_DROP_REASON_IP_INADDRERRORS,
	SKB_DROP_REASON_IP_INNOROUTES,
	SKB_DROP_REASON_IP_OUTNOROUTES,
	SKB_DROP_REASON_PKT_TOO_BIG,
	SKB_DROP_REASON_QDISC_DROP,
	SKB_DROP_REASON_XFRM_POLICY,
	SKB_DROP_REASON_NOT_SPECIFIED,
};

#define kfree_skb_reason(skb, reason) ((void)(reason), kfree_skb(skb))
#endif

#ifndef NVI_HAVE_DROP_RECURSION
#define SKB_DROP_REASON_RECURSION_LIMIT SKB_DROP_REASON_NOT_SPECIFIED
#endif

#ifndef NVI_HAVE_DROP_LOCAL_SOURCE
#define SKB_DROP_REASON_IP_LOCAL_SOURCE SKB_DROP_REASON_IP_RPFILTER
#endif

#ifndef NVI_HAVE_NF_DROP_REASON
static inline int nvi_nf_drop_reason(struct sk_buff *skb,
				     enum skb_drop_reason reason)
{
	kfree_skb_reason(skb, reason);
	return NF_STOLEN;
}

#define NF_DROP_REASON(skb, reason, err) nvi_nf_drop_reason(skb, reason)
#endif

#endif
