/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A policy rule, to and from netlink.
 */
#ifndef _NVICTL_RULE_H
#define _NVICTL_RULE_H

#include "base/parse.h"
#include "nl/nl.h"

/**
 * struct rule - a policy rule; what is 0 or empty is not asked for
 * @family: AF_INET or AF_INET6
 * @priority: rules are asked in this order
 * @action: FR_ACT_*
 * @tos: dsfield
 * @protocol: who made it
 * @invert: it matches what the rest does not
 * @l3mdev: the table is that of the packet's VRF
 * @ipproto: protocol on top of IP
 * @table: to be looked up
 * @target: priority to go to
 * @from: source
 * @to: destination
 * @iif: interface it came in by
 * @oif: interface a local socket is bound to
 * @mark: of the packet
 * @mask: of @mark
 * @sport: source ports
 * @dport: destination ports
 * @has_uid: @uid is asked for
 * @uid: of the socket's owner
 * @has_suppress: @suppress_len is asked for
 * @suppress_len: routes with such a prefix or a shorter one do not count
 * @has_suppress_group: @suppress_group is asked for
 * @suppress_group: routes out of devices of that group do not count
 * @tun_id: tunnel key
 * @foreign: it has attributes unknown here
 */
struct rule {
	int family;
	__u32 priority;
	__u8 action;
	__u8 tos;
	__u8 protocol;
	__u8 ipproto;
	bool invert;
	bool l3mdev;
	bool has_uid;
	bool has_suppress;
	bool has_suppress_group;
	bool foreign;
	__u32 table;
	__u32 target;
	struct prefix from;
	struct prefix to;
	char iif[IFNAMSIZ];
	char oif[IFNAMSIZ];
	__u32 mark;
	__u32 mask;
	struct range sport;
	struct range dport;
	struct range uid;
	__u32 suppress_len;
	__u32 suppress_group;
	__u64 tun_id;
};

int rule_parse(const struct nlmsghdr *msg, struct rule *rule);
struct nl_msg *rule_message(int type, int flags, const struct rule *rule);
bool rule_is_all(const struct rule *rule);

#endif /* _NVICTL_RULE_H */
