/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A policy rule, to and from netlink.
 */
#ifndef _NVICTL_RULE_H
#define _NVICTL_RULE_H

#include "base/parse.h"
#include "nl/nl.h"

/**
 * struct rule - a policy rule; a selector that is 0 or empty matches all packets
 * @family: AF_INET or AF_INET6
 * @priority: the lowest comes first
 * @action: FR_ACT_*
 * @tos: dsfield
 * @protocol: program that added it
 * @invert: it matches packets that its selectors do not match
 * @l3mdev: the table is that of the packet's VRF
 * @ipproto: protocol above IP
 * @table: table to look up
 * @target: priority to go to
 * @from: source
 * @to: destination
 * @iif: ingress interface
 * @oif: interface that a local socket is bound to
 * @mark: of the packet
 * @mask: of @mark
 * @sport: source ports
 * @dport: destination ports
 * @has_uid: @uid is set
 * @uid: of the socket's owner
 * @has_suppress: @suppress_len is set
 * @suppress_len: ignore routes with a prefix of this length or shorter
 * @has_suppress_group: @suppress_group is set
 * @suppress_group: ignore routes to devices of this group
 * @tun_id: tunnel key
 * @foreign: it has attributes that nvictl does not support
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
bool rule_is_of_gateway(const struct rule *rule);

#endif /* _NVICTL_RULE_H */
