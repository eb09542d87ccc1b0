/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Adding, changing and deleting nvi devices.
 */
#ifndef _NVICTL_LINK_CHANGE_H
#define _NVICTL_LINK_CHANGE_H

#include "kernel/link.h"

/**
 * struct link_change - new settings of a device; what is 0, "" or not set stays
 * @name: its new name
 * @alias: its alias
 * @up: set IFF_UP
 * @down: clear IFF_UP
 * @mtu: its MTU
 * @nvi: its nvi attributes
 */
struct link_change {
	char name[IFNAMSIZ];
	char alias[32];
	bool up;
	bool down;
	__u32 mtu;
	struct nvi_attrs nvi;
};

const char *link_explain_add(int err, const char *said);
struct nl_msg *link_creation(const struct link *link);
int link_add(const struct link *link);
int link_change(const struct link *now, const struct link_change *change);
int link_del(const struct link *link);

#endif /* _NVICTL_LINK_CHANGE_H */
