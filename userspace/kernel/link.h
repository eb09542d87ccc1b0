/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Devices, and the attributes of nvi devices.
 */
#ifndef _NVICTL_LINK_H
#define _NVICTL_LINK_H

#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/nvi.h>
#include "nl/nl.h"

/* nvi attributes of a device, or of a request */
struct nvi_attrs {
	bool has[IFLA_NVI_MAX + 1];
	__u32 value[IFLA_NVI_MAX + 1];
};

/**
 * struct link - a device
 * @ifindex: its index
 * @name: its name
 * @kind: its kind, or ""
 * @flags: IFF_*
 * @mtu: its MTU
 * @operstate: IF_OPER_*
 * @type: ARPHRD_*
 * @txqlen: length of its transmit queue
 * @master: ifindex of the device above it, or 0
 * @vrf_table: if it is a VRF, its routing table
 * @address: its Ethernet address; 0 if it has none
 * @alias: its alias, truncated
 * @stats: its counters
 * @nvi: of an nvi device
 */
struct link {
	__u32 ifindex;
	char name[IFNAMSIZ];
	char kind[16];
	__u32 flags;
	__u32 mtu;
	__u8 operstate;
	__u16 type;
	__u32 txqlen;
	__u32 master;
	__u32 vrf_table;
	__u8 address[6];
	char alias[32];
	struct rtnl_link_stats64 stats;
	struct nvi_attrs nvi;
};

void nvi_attrs_set(struct nvi_attrs *attrs, int type, __u32 value);
int link_parse(const struct nlmsghdr *msg, struct link *link);
int link_find(const char *name, struct link *link);
int link_find_index(__u32 ifindex, struct link *link);
int link_get(const char *name, struct link *link);
bool link_is_nvi(const struct link *link);
int link_get_nvi(const char *name, struct link *link);
int link_each_nvi(int (*show)(const struct link *link, void *arg), void *arg);

#endif /* _NVICTL_LINK_H */
