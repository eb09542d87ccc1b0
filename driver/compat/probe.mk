# SPDX-License-Identifier: GPL-2.0
#
# Probes of the kernel's headers, not of its version, since Debian back-ports
# changes.  Each line: name, headers below include/, pattern in them.  Only the
# files of compat/ use the NVI_HAVE_* that result.

nvi-probe = $(if $(shell grep -sE -m1 '$(strip $(3))' \
	$(addprefix $(srctree)/include/,$(2))),-DNVI_HAVE_$(strip $(1)))

# Required configuration.  An #error would be printed once a file.  (make clean
# reads this without any configuration.)
nvi-need = $(if $(CONFIG_MODULES),$(if $(CONFIG_$(1)),,$(error \
	NVI needs a kernel with CONFIG_$(1)$(if $(2),: $(2)))))

$(call nvi-need,NETFILTER)
$(call nvi-need,NF_CONNTRACK,the record is kept on connections)
$(call nvi-need,NF_CONNTRACK_LABELS,the record is kept in the labels of a connection)
$(call nvi-need,IP_MULTIPLE_TABLES,stage 2 is chosen by rules)

nvi-compat-flags := \
 $(call nvi-probe, NEWLINK_PARAMS,	net/rtnetlink.h,	struct rtnl_newlink_params) \
 $(call nvi-probe, LLTX,		linux/netdevice.h,	lltx *:1) \
 $(call nvi-probe, NETNS_IMMUTABLE,	linux/netdevice.h,	netns_immutable) \
 $(call nvi-probe, NETNS_LOCAL,		linux/netdevice.h,	netns_local *:1) \
 $(call nvi-probe, FLOWI4_DSCP,		net/flow.h,		flowi4_dscp) \
 $(call nvi-probe, RT_DST_ALLOC_NOPOLICY, net/route.h,	bool nopolicy. bool noxfrm) \
 $(call nvi-probe, IPV6_STUB_FRAGMENT,	net/ipv6_stubs.h,	ipv6_fragment) \
 $(call nvi-probe, FLOW_DST_COOKIE,	net/netfilter/nf_flow_table.h,	dst_cookie;) \
 $(call nvi-probe, FLOW_ROUTE_INIT_VOID, net/netfilter/nf_flow_table.h, ^void flow_offload_route_init) \
 $(call nvi-probe, FLOW_XDP,		net/netfilter/nf_flow_table.h,	\<nf_flow_offload_xdp_setup\>) \
 $(call nvi-probe, MULTIPATH_FIELDS,	uapi/linux/ip.h net/ip_fib.h,	FIB_MULTIPATH_HASH_FIELD_OUTER_MASK) \
 $(call nvi-probe, MULTIPATH_SEED,	net/ip_fib.h,	\<fib_multipath_hash_from_keys\>) \
 $(call nvi-probe, NEIGH_LOOKUP6_STUB,	net/ndisc.h,	__ipv6_neigh_lookup_noref_stub) \
 $(call nvi-probe, GSO_H,		net/gso.h,		skb_gso_validate_network_len) \
 $(call nvi-probe, NETDEV_LOCK_H,	net/netdev_lock.h,	define netdev_lockdep_set_classes) \
 $(call nvi-probe, SKB_DST_DEV,		net/dst.h,		\<skb_dst_dev\>) \
 $(call nvi-probe, DST_RT6_INFO,	net/ip6_fib.h,		\<dst_rt6_info\>) \
 $(call nvi-probe, DST_MTU_MAYBE_FORWARD, net/ip6_route.h, ip6_dst_mtu_maybe_forward) \
 $(call nvi-probe, UNRCU_POINTER,	linux/rcupdate.h,	define unrcu_pointer) \
 $(call nvi-probe, SKB_CLEAR_TSTAMP,	linux/skbuff.h,		\<skb_clear_tstamp\>) \
 $(call nvi-probe, TSO_MAX_SIZE,	linux/netdevice.h,	netif_set_tso_max_size) \
 $(call nvi-probe, DROP_REASONS,	net/dropreason.h net/dropreason-core.h, FN.NOMEM.) \
 $(call nvi-probe, DROP_RECURSION,	net/dropreason-core.h,	FN.RECURSION_LIMIT.) \
 $(call nvi-probe, DROP_LOCAL_SOURCE,	net/dropreason-core.h,	FN.IP_LOCAL_SOURCE.)
