// SPDX-License-Identifier: GPL-2.0
/*
 * Policy rules to and from netlink.  libnl's rtnl_rule drops suppress_prefixlength
 * and some other attributes.
 */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/parse.h"
#include "nl/attr.h"
#include "nl/request.h"
#include "kernel/owns.h"
#include "kernel/rule.h"

static void parse_range_attr(const struct nlattr *attr, struct range *range)
{
	struct fib_rule_port_range ports;

	if (!attr || nla_len(attr) < (int)sizeof(ports))
		return;
	memcpy(&ports, nla_data(attr), sizeof(ports));
	range->start = ports.start;
	range->end = ports.end;
}

static void parse_uid(const struct nlattr *attr, struct rule *rule)
{
	struct fib_rule_uid_range uid;

	if (!attr || nla_len(attr) < (int)sizeof(uid))
		return;
	memcpy(&uid, nla_data(attr), sizeof(uid));
	rule->has_uid = true;
	rule->uid.start = uid.start;
	rule->uid.end = uid.end;
}

static void parse_suppress(struct nlattr **tb, struct rule *rule)
{
	__u32 len = attr_number(tb[FRA_SUPPRESS_PREFIXLEN]);
	__u32 group = attr_number(tb[FRA_SUPPRESS_IFGROUP]);

	/* the kernel sends -1 for "not set" */
	if (tb[FRA_SUPPRESS_PREFIXLEN] && len != 0xffffffff) {
		rule->has_suppress = true;
		rule->suppress_len = len;
	}
	if (tb[FRA_SUPPRESS_IFGROUP] && group != 0xffffffff) {
		rule->has_suppress_group = true;
		rule->suppress_group = group;
	}
}

static void parse_attrs(const struct fib_rule_hdr *h, struct nlattr **tb, struct rule *rule)
{
	attr_prefix(tb[FRA_SRC], h->family, h->src_len, &rule->from);
	attr_prefix(tb[FRA_DST], h->family, h->dst_len, &rule->to);
	parse_range_attr(tb[FRA_SPORT_RANGE], &rule->sport);
	parse_range_attr(tb[FRA_DPORT_RANGE], &rule->dport);
	parse_uid(tb[FRA_UID_RANGE], rule);
	parse_suppress(tb, rule);
	if (tb[FRA_IIFNAME])
		nla_strlcpy(rule->iif, tb[FRA_IIFNAME], sizeof(rule->iif));
	if (tb[FRA_OIFNAME])
		nla_strlcpy(rule->oif, tb[FRA_OIFNAME], sizeof(rule->oif));
	rule->priority = attr_number(tb[FRA_PRIORITY]);
	rule->table = tb[FRA_TABLE] ? attr_number(tb[FRA_TABLE]) : h->table;
	rule->target = attr_number(tb[FRA_GOTO]);
	rule->mark = attr_number(tb[FRA_FWMARK]);
	rule->mask = attr_number(tb[FRA_FWMASK]);
	rule->ipproto = attr_number(tb[FRA_IP_PROTO]);
	rule->protocol = attr_number(tb[FRA_PROTOCOL]);
	rule->l3mdev = attr_number(tb[FRA_L3MDEV]);
	if (tb[FRA_TUN_ID] && nla_len(tb[FRA_TUN_ID]) >= 8)
		rule->tun_id = be64toh(nla_get_u64(tb[FRA_TUN_ID]));
}

/*
 * Port masks, newer than the headers of some systems.  For a rule without a mask, the
 * kernel (7.2) sends 0 with a range and all ones with a port.
 */
#define NEW_FRA_SPORT_MASK 28
#define NEW_FRA_DPORT_MASK 29

/* True for an attribute with a meaning that nvictl does not support. */
static bool is_foreign(const struct nlattr *attr)
{
	__u16 mask;

	switch (nla_type(attr)) {
	case NEW_FRA_SPORT_MASK:
	case NEW_FRA_DPORT_MASK:
		mask = nla_len(attr) >= 2 ? nla_get_u16(attr) : 1;
		return mask && mask != 0xffff;
	case FRA_FLOW:
		return true;
	default:
		return nla_type(attr) > FRA_DPORT_RANGE;
	}
}

/**
 * rule_parse() - parse an RTM_NEWRULE or RTM_DELRULE
 * @msg: the message
 * @rule: the result
 *
 * Return: 0 or -EBADMSG
 */
int rule_parse(const struct nlmsghdr *msg, struct rule *rule)
{
	const struct fib_rule_hdr *h = nlmsg_data(msg);
	struct nlattr *tb[FRA_MAX + 1] = { };
	struct nlattr *attr;
	int left;

	memset(rule, 0, sizeof(*rule));
	if (nlmsg_parse((struct nlmsghdr *)msg, sizeof(*h), tb, FRA_MAX, NULL))
		return -EBADMSG;
	rule->family = h->family;
	rule->action = h->action;
	rule->tos = h->tos;
	rule->invert = h->flags & FIB_RULE_INVERT;
	parse_attrs(h, tb, rule);
	nlmsg_for_each_attr(attr, (struct nlmsghdr *)msg, sizeof(*h), left)
		rule->foreign |= is_foreign(attr);
	return 0;
}

static void put_range(struct nl_msg *msg, int type, const struct range *range)
{
	struct fib_rule_port_range ports = { range->start, range->end };

	if (range->end)
		nla_put(msg, type, sizeof(ports), &ports);
}

static void put_prefix(struct nl_msg *msg, int type, const struct prefix *p)
{
	if (p->family)
		nla_put(msg, type, prefix_bytes(p->family), p->addr);
}

static void put_if(struct nl_msg *msg, int type, __u32 value)
{
	if (value)
		nla_put_u32(msg, type, value);
}

static void put_selectors(struct nl_msg *msg, const struct rule *rule)
{
	struct fib_rule_uid_range uid = { rule->uid.start, rule->uid.end };

	put_prefix(msg, FRA_SRC, &rule->from);
	put_prefix(msg, FRA_DST, &rule->to);
	put_range(msg, FRA_SPORT_RANGE, &rule->sport);
	put_range(msg, FRA_DPORT_RANGE, &rule->dport);
	if (*rule->iif)
		nla_put_string(msg, FRA_IIFNAME, rule->iif);
	if (*rule->oif)
		nla_put_string(msg, FRA_OIFNAME, rule->oif);
	put_if(msg, FRA_FWMARK, rule->mark);
	/* fwmark 0 is sent as a mask alone */
	put_if(msg, FRA_FWMASK, rule->mask);
	if (rule->ipproto)
		nla_put_u8(msg, FRA_IP_PROTO, rule->ipproto);
	if (rule->l3mdev)
		nla_put_u8(msg, FRA_L3MDEV, 1);
	if (rule->has_uid)
		nla_put(msg, FRA_UID_RANGE, sizeof(uid), &uid);
	if (rule->tun_id)
		nla_put_u64(msg, FRA_TUN_ID, htobe64(rule->tun_id));
}

/**
 * rule_message() - make a message that adds or deletes a rule
 * @type: RTM_NEWRULE or RTM_DELRULE
 * @flags: of the message
 * @rule: the rule
 *
 * Return: the message
 */
struct nl_msg *rule_message(int type, int flags, const struct rule *rule)
{
	struct fib_rule_hdr h = {
		.family = rule->family,
		.action = rule->action,
		.tos = rule->tos,
		.table = rule->table < 256 ? rule->table : RT_TABLE_UNSPEC,
		.src_len = rule->from.len,
		.dst_len = rule->to.len,
		.flags = rule->invert ? FIB_RULE_INVERT : 0,
	};
	struct nl_msg *msg = knl_new(type, flags, &h, sizeof(h));

	put_selectors(msg, rule);
	nla_put_u32(msg, FRA_PRIORITY, rule->priority);
	put_if(msg, FRA_TABLE, rule->table);
	put_if(msg, FRA_GOTO, rule->target);
	nla_put_u8(msg, FRA_PROTOCOL, rule->protocol);
	if (rule->has_suppress)
		nla_put_u32(msg, FRA_SUPPRESS_PREFIXLEN, rule->suppress_len);
	if (rule->has_suppress_group)
		nla_put_u32(msg, FRA_SUPPRESS_IFGROUP, rule->suppress_group);
	return msg;
}

/**
 * rule_is_all() - true if a rule matches every packet
 * @rule: the rule
 */
bool rule_is_all(const struct rule *rule)
{
	return !rule->from.len && !rule->to.len && !*rule->iif && !*rule->oif &&
	       !rule->tos && !rule->mask && !rule->mark && !rule->ipproto &&
	       !rule->sport.end && !rule->dport.end && !rule->has_uid &&
	       !rule->l3mdev && !rule->tun_id && !rule->invert && !rule->foreign;
}

/**
 * rule_is_of_gateway() - true if `nvictl gateway` added a rule
 * @rule: the rule
 */
bool rule_is_of_gateway(const struct rule *rule)
{
	return rule->protocol == NVICTL_PROTOCOL && rule->priority >= GW_FIRST &&
	       rule->priority <= GW_LAST;
}
