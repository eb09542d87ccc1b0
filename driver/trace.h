/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints on a packet's way, for trace-cmd, perf and bpftrace:
 * /sys/kernel/tracing/events/nvi/
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM nvi

#if !defined(_NVI_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _NVI_TRACE_H

#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tracepoint.h>
#include <net/ipv6.h>
#include <net/netfilter/nf_conntrack.h>

#include "record.h"

/* IPv4 addresses are shown as IPv4-mapped IPv6 addresses, ::ffff:a.b.c.d. */
#define NVI_TRACE_ADDRESSES(skb, s, d) do {				\
	if ((skb)->protocol == htons(ETH_P_IP)) {			\
		ipv6_addr_set_v4mapped(ip_hdr(skb)->saddr, s);		\
		ipv6_addr_set_v4mapped(ip_hdr(skb)->daddr, d);		\
	} else if ((skb)->protocol == htons(ETH_P_IPV6)) {		\
		*(s) = ipv6_hdr(skb)->saddr;				\
		*(d) = ipv6_hdr(skb)->daddr;				\
	} else {							\
		memset(s, 0, sizeof(*(s)));				\
		memset(d, 0, sizeof(*(d)));				\
	}								\
} while (0)

TRACE_EVENT(nvi_record,
	TP_PROTO(const struct net_device *in, const struct nf_conn *ct,
		 int dir),
	TP_ARGS(in, ct, dir),
	TP_STRUCT__entry(
		__array(char, in, IFNAMSIZ)
		__field(int, ifindex)
		__field(const void *, ct)
		__field(int, dir)
	),
	TP_fast_assign(
		memcpy(__entry->in, in->name, IFNAMSIZ);
		__entry->ifindex = in->ifindex;
		__entry->ct = ct;
		__entry->dir = dir;
	),
	TP_printk("in=%s ifindex=%d ct=%p dir=%s", __entry->in,
		  __entry->ifindex, __entry->ct,
		  __entry->dir == IP_CT_DIR_REPLY ? "reply" : "original")
);

TRACE_EVENT(nvi_reinject,
	TP_PROTO(const struct net_device *dev, const struct sk_buff *skb),
	TP_ARGS(dev, skb),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__array(char, in, IFNAMSIZ)
		__field(const void *, skb)
		__field(unsigned int, len)
		__field(u32, mark)
		__array(u8, saddr, sizeof(struct in6_addr))
		__array(u8, daddr, sizeof(struct in6_addr))
	),
	TP_fast_assign(
		memcpy(__entry->dev, dev->name, IFNAMSIZ);
		memcpy(__entry->in, skb->dev->name, IFNAMSIZ);
		__entry->skb = skb;
		__entry->len = skb->len;
		__entry->mark = skb->mark;
		NVI_TRACE_ADDRESSES(skb, (struct in6_addr *)__entry->saddr,
				    (struct in6_addr *)__entry->daddr);
	),
	TP_printk("dev=%s in=%s skb=%p len=%u mark=0x%x %pI6c -> %pI6c",
		  __entry->dev, __entry->in, __entry->skb, __entry->len,
		  __entry->mark, __entry->saddr, __entry->daddr)
);

TRACE_EVENT(nvi_reflect,
	TP_PROTO(const struct net_device *dev, const struct sk_buff *skb,
		 const struct net_device *out, u64 lladdr),
	TP_ARGS(dev, skb, out, lladdr),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__array(char, out, IFNAMSIZ)
		__array(u8, lladdr, ETH_ALEN)
		__field(const void *, skb)
		__field(unsigned int, len)
		__array(u8, saddr, sizeof(struct in6_addr))
		__array(u8, daddr, sizeof(struct in6_addr))
	),
	TP_fast_assign(
		memcpy(__entry->dev, dev->name, IFNAMSIZ);
		memcpy(__entry->out, out->name, IFNAMSIZ);
		nvi_lladdr_put(__entry->lladdr, lladdr);
		__entry->skb = skb;
		__entry->len = skb->len;
		NVI_TRACE_ADDRESSES(skb, (struct in6_addr *)__entry->saddr,
				    (struct in6_addr *)__entry->daddr);
	),
	TP_printk("dev=%s out=%s to=%pM skb=%p len=%u %pI6c -> %pI6c",
		  __entry->dev, __entry->out, __entry->lladdr, __entry->skb,
		  __entry->len, __entry->saddr, __entry->daddr)
);

TRACE_EVENT(nvi_drop,
	TP_PROTO(const struct net_device *dev, const struct sk_buff *skb,
		 enum nvi_drop reason),
	TP_ARGS(dev, skb, reason),
	TP_STRUCT__entry(
		__array(char, dev, IFNAMSIZ)
		__array(char, in, IFNAMSIZ)
		__field(const void *, skb)
		__field(unsigned int, len)
		__field(int, reason)
	),
	TP_fast_assign(
		memcpy(__entry->dev, dev->name, IFNAMSIZ);
		memcpy(__entry->in, skb->dev->name, IFNAMSIZ);
		__entry->skb = skb;
		__entry->len = skb->len;
		__entry->reason = reason;
	),
	TP_printk("dev=%s at=%s skb=%p len=%u reason=%s", __entry->dev,
		  __entry->in, __entry->skb, __entry->len,
		  __print_symbolic(__entry->reason,
				   { NVI_DROP_NOT_IP, "not_ip" },
				   { NVI_DROP_MALFORMED, "malformed" },
				   { NVI_DROP_NO_MEMORY, "no_memory" },
				   { NVI_DROP_NO_INGRESS, "no_ingress" },
				   { NVI_DROP_INGRESS_DOWN, "ingress_down" },
				   { NVI_DROP_BACKLOG, "backlog" },
				   { NVI_DROP_LOOP, "loop" },
				   { NVI_DROP_MULTICAST, "multicast" },
				   { NVI_DROP_NO_ROUTE, "no_route" },
				   { NVI_DROP_MARTIAN, "martian" },
				   { NVI_DROP_TTL, "ttl" },
				   { NVI_DROP_TOO_BIG, "too_big" },
				   { NVI_DROP_POLICY, "policy" },
				   { NVI_DROP_REFUSED, "refused" },
				   { NVI_DROP_EGRESS, "egress" }))
);

#endif /* _NVI_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
