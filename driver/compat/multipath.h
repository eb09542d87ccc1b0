/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The hash that selects one of several next hops.  Before 5.14 its fields, and
 * before 6.11 its seed, were not configurable.
 */
#ifndef _NVI_COMPAT_MULTIPATH_H
#define _NVI_COMPAT_MULTIPATH_H

#ifdef CONFIG_IP_ROUTE_MULTIPATH
#include <net/flow_dissector.h>
#include <net/ip_fib.h>
#include <net/ndisc.h>

#ifdef NVI_HAVE_MULTIPATH_SEED
#define nvi_compat_hash_keys(net, keys) fib_multipath_hash_from_keys(net, keys)
#else
#define nvi_compat_hash_keys(net, keys) flow_hash_from_keys(keys)
#endif

#if !IS_ENABLED(CONFIG_IPV6)
#define nvi_compat_neigh_lookup6(dev, addr) NULL
#elif defined(NVI_HAVE_NEIGH_LOOKUP6_STUB)
#define nvi_compat_neigh_lookup6(dev, addr) \
	__ipv6_neigh_lookup_noref_stub(dev, addr)
#else
#define nvi_compat_neigh_lookup6(dev, addr) __ipv6_neigh_lookup_noref(dev, addr)
#endif

#ifdef NVI_HAVE_MULTIPATH_FIELDS
#define NVI_HASH_OUTER FIB_MULTIPATH_HASH_FIELD_OUTER_MASK
#define NVI_HASH_INNER FIB_MULTIPATH_HASH_FIELD_INNER_MASK

static inline u32 nvi_compat_hash_fields(const struct net *net)
{
	return READ_ONCE(net->ipv4.sysctl_fib_multipath_hash_fields);
}

static inline void nvi_compat_hash_outer(u32 fields,
					 const struct flow_keys *seen,
					 struct flow_keys *keys)
{
	keys->control.addr_type = FLOW_DISSECTOR_KEY_IPV4_ADDRS;
	if (fields & FIB_MULTIPATH_HASH_FIELD_SRC_IP)
		keys->addrs.v4addrs.src = seen->addrs.v4addrs.src;
	if (fields & FIB_MULTIPATH_HASH_FIELD_DST_IP)
		keys->addrs.v4addrs.dst = seen->addrs.v4addrs.dst;
	if (fields & FIB_MULTIPATH_HASH_FIELD_IP_PROTO)
		keys->basic.ip_proto = seen->basic.ip_proto;
	if (fields & FIB_MULTIPATH_HASH_FIELD_SRC_PORT)
		keys->ports.src = seen->ports.src;
	if (fields & FIB_MULTIPATH_HASH_FIELD_DST_PORT)
		keys->ports.dst = seen->ports.dst;
}

static inline void nvi_compat_hash_inner6(u32 fields,
					  const struct flow_keys *seen,
					  struct flow_keys *keys)
{
	if (fields & FIB_MULTIPATH_HASH_FIELD_INNER_SRC_IP)
		keys->addrs.v6addrs.src = seen->addrs.v6addrs.src;
	if (fields & FIB_MULTIPATH_HASH_FIELD_INNER_DST_IP)
		keys->addrs.v6addrs.dst = seen->addrs.v6addrs.dst;
	if (fields & FIB_MULTIPATH_HASH_FIELD_INNER_FLOWLABEL)
		keys->tags.flow_label = seen->tags.flow_label;
}

static inline void nvi_compat_hash_inner(u32 fields,
					 const struct flow_keys *seen,
					 struct flow_keys *keys)
{
	keys->control.addr_type = seen->control.addr_type;
	if (seen->control.addr_type == FLOW_DISSECTOR_KEY_IPV6_ADDRS)
		nvi_compat_hash_inner6(fields, seen, keys);
	if (seen->control.addr_type == FLOW_DISSECTOR_KEY_IPV4_ADDRS) {
		if (fields & FIB_MULTIPATH_HASH_FIELD_INNER_SRC_IP)
			keys->addrs.v4addrs.src = seen->addrs.v4addrs.src;
		if (fields & FIB_MULTIPATH_HASH_FIELD_INNER_DST_IP)
			keys->addrs.v4addrs.dst = seen->addrs.v4addrs.dst;
	}
	if (fields & FIB_MULTIPATH_HASH_FIELD_INNER_IP_PROTO)
		keys->basic.ip_proto = seen->basic.ip_proto;
	if (fields & FIB_MULTIPATH_HASH_FIELD_INNER_SRC_PORT)
		keys->ports.src = seen->ports.src;
	if (fields & FIB_MULTIPATH_HASH_FIELD_INNER_DST_PORT)
		keys->ports.dst = seen->ports.dst;
}

#else
#define NVI_HASH_OUTER 0
#define NVI_HASH_INNER 0
#define nvi_compat_hash_fields(net) 0
#define nvi_compat_hash_outer(fields, seen, keys) do { } while (0)
#define nvi_compat_hash_inner(fields, seen, keys) do { } while (0)
#endif

#endif /* CONFIG_IP_ROUTE_MULTIPATH */
#endif
