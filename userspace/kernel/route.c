// SPDX-License-Identifier: GPL-2.0
/*
 * Routes to and from netlink.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "base/parse.h"
#include "nl/attr.h"
#include "nl/request.h"
#include "kernel/route.h"

/* RTA_VIA: a gateway of another family */
static void take_via(const struct nlattr *attr, struct prefix *p)
{
	const struct rtvia *via;
	int len;

	if (!attr || nla_len(attr) < (int)sizeof(*via))
		return;
	via = nla_data(attr);
	len = nla_len(attr) - sizeof(*via);
	if (len != prefix_bytes(via->rtvia_family))
		return;
	p->family = via->rtvia_family;
	p->len = 8 * len;
	memcpy(p->addr, via->rtvia_addr, len);
}

static void take_nexthop(struct route *route, struct nlattr **tb, __u32 oif, __u8 flags,
			 unsigned int weight)
{
	struct nexthop *nh = &route->nh[route->count];

	if (route->count == MAX_NEXTHOPS)
		return;
	memset(nh, 0, sizeof(*nh));
	nh->oif = oif;
	nh->flags = flags;
	nh->weight = weight;
	attr_prefix(tb[RTA_GATEWAY], route->family, 8 * prefix_bytes(route->family), &nh->gateway);
	take_via(tb[RTA_VIA], &nh->gateway);
	route->count++;
}

static void take_multipath(struct route *route, const struct nlattr *attr)
{
	const struct rtnexthop *hop = nla_data(attr);
	int left = nla_len(attr);

	while (left >= (int)sizeof(*hop) && hop->rtnh_len >= sizeof(*hop) &&
	       hop->rtnh_len <= left) {
		struct nlattr *tb[RTA_MAX + 1] = { };

		nla_parse(tb, RTA_MAX, (struct nlattr *)RTNH_DATA(hop),
			  hop->rtnh_len - sizeof(*hop), NULL);
		take_nexthop(route, tb, hop->rtnh_ifindex, hop->rtnh_flags,
			     hop->rtnh_hops + 1);
		left -= NLMSG_ALIGN(hop->rtnh_len);
		hop = RTNH_NEXT(hop);
	}
}

/**
 * route_parse() - parse an RTM_NEWROUTE or RTM_DELROUTE
 * @msg: the message
 * @route: the result
 *
 * Return: 0 or -EBADMSG
 */
int route_parse(const struct nlmsghdr *msg, struct route *route)
{
	const struct rtmsg *rtm = nlmsg_data(msg);
	struct nlattr *tb[RTA_MAX + 1] = { };
	struct nlattr *metrics[RTAX_MAX + 1] = { };

	/* the first next hop is read even if @count is 0 */
	memset(route, 0, offsetof(struct route, nh[1]));
	if (nlmsg_parse((struct nlmsghdr *)msg, sizeof(*rtm), tb, RTA_MAX, NULL))
		return -EBADMSG;
	route->family = rtm->rtm_family;
	route->type = rtm->rtm_type;
	route->protocol = rtm->rtm_protocol;
	route->scope = rtm->rtm_scope;
	route->tos = rtm->rtm_tos;
	route->flags = rtm->rtm_flags;
	route->cached = rtm->rtm_flags & RTM_F_CLONED;
	route->table = tb[RTA_TABLE] ? attr_number(tb[RTA_TABLE]) : rtm->rtm_table;
	route->metric = attr_number(tb[RTA_PRIORITY]);
	route->dst.family = route->family;
	route->dst.len = rtm->rtm_dst_len;
	attr_prefix(tb[RTA_DST], route->family, rtm->rtm_dst_len, &route->dst);
	if (rtm->rtm_src_len)
		attr_prefix(tb[RTA_SRC], route->family, rtm->rtm_src_len, &route->src);
	attr_prefix(tb[RTA_PREFSRC], route->family, 8 * prefix_bytes(route->family),
		    &route->prefsrc);
	if (tb[RTA_METRICS] &&
	    !nla_parse_nested(metrics, RTAX_MAX, tb[RTA_METRICS], NULL))
		route->mtu = attr_number(metrics[RTAX_MTU]);
	if (tb[RTA_MULTIPATH])
		take_multipath(route, tb[RTA_MULTIPATH]);
	else
		take_nexthop(route, tb, attr_number(tb[RTA_OIF]), rtm->rtm_flags, 1);
	return 0;
}

static void put_addr(struct nl_msg *msg, int type, const struct prefix *p)
{
	if (p->family && p->len)
		nla_put(msg, type, prefix_bytes(p->family), p->addr);
}

/* A gateway of another family is sent as RTA_VIA. */
static void put_gateway(struct nl_msg *msg, int family, const struct prefix *gateway)
{
	struct {
		__u16 family;
		__u8 addr[16];
	} via = { .family = gateway->family };

	if (!gateway->family || gateway->family == family) {
		put_addr(msg, RTA_GATEWAY, gateway);
		return;
	}
	memcpy(via.addr, gateway->addr, sizeof(via.addr));
	nla_put(msg, RTA_VIA, sizeof(via.family) + prefix_bytes(gateway->family), &via);
}

/**
 * route_message() - make a message that adds or deletes a route with one next hop
 * @type: RTM_NEWROUTE or RTM_DELROUTE
 * @flags: of the message
 * @route: the route
 *
 * Return: the message
 */
struct nl_msg *route_message(int type, int flags, const struct route *route)
{
	const struct nexthop *nh = &route->nh[0];
	struct rtmsg rtm = {
		.rtm_family = route->family,
		.rtm_dst_len = route->dst.len,
		.rtm_table = route->table < 256 ? route->table : RT_TABLE_UNSPEC,
		.rtm_protocol = route->protocol,
		.rtm_scope = route->scope,
		.rtm_type = route->type,
		.rtm_flags = nh->flags & RTNH_F_ONLINK,
	};
	struct nl_msg *msg = knl_new(type, flags, &rtm, sizeof(rtm));
	struct nlattr *metrics;

	nla_put_u32(msg, RTA_TABLE, route->table);
	put_addr(msg, RTA_DST, &route->dst);
	put_addr(msg, RTA_PREFSRC, &route->prefsrc);
	put_gateway(msg, route->family, &nh->gateway);
	if (nh->oif)
		nla_put_u32(msg, RTA_OIF, nh->oif);
	if (route->metric)
		nla_put_u32(msg, RTA_PRIORITY, route->metric);
	if (route->mtu) {
		metrics = nla_nest_start(msg, RTA_METRICS);
		nla_put_u32(msg, RTAX_MTU, route->mtu);
		nla_nest_end(msg, metrics);
	}
	return msg;
}

/**
 * route_nexthop() - find the next hop of a route by its device
 * @route: the route
 * @oif: index of the device
 *
 * Return: the first such next hop, or NULL
 */
const struct nexthop *route_nexthop(const struct route *route, __u32 oif)
{
	unsigned int i;

	for (i = 0; i < route->count && i < MAX_NEXTHOPS; i++)
		if (route->nh[i].oif == oif)
			return &route->nh[i];
	return NULL;
}

static bool passes(const struct route_filter *f, const struct route *r)
{
	/* older kernels do not filter by table and protocol */
	return (!f->table || r->table == f->table) &&
	       (!f->protocol || r->protocol == f->protocol) &&
	       (!f->type || r->type == f->type) &&
	       (!f->metric || r->metric == f->metric) &&
	       (!f->is_default || !r->dst.len) && (!f->oif || route_nexthop(r, f->oif));
}

struct each {
	const struct route_filter *filter;
	route_handler handler;
	void *arg;
};

static int each_route(const struct nlmsghdr *msg, void *arg)
{
	const struct each *each = arg;
	static struct route route;

	if (!msg)
		return each->handler(NULL, NULL, each->arg);
	if (msg->nlmsg_type != RTM_NEWROUTE || route_parse(msg, &route) || route.cached)
		return 0;
	return passes(each->filter, &route) ? each->handler(&route, msg, each->arg) : 0;
}

/**
 * routes_each() - list routes
 * @filter: the routes to list
 * @handler: called for each; NULL, first and before a repeated dump: the routes so far
 *	are void
 * @arg: for @handler
 *
 * Return: 0, what @handler returned, or REFUSED after a message
 */
int routes_each(const struct route_filter *filter, route_handler handler, void *arg)
{
	struct rtmsg rtm = {
		.rtm_family = filter->family,
		.rtm_protocol = filter->protocol,
	};
	struct each each = { filter, handler, arg };
	struct nl_msg *msg;
	int err = request_flush();

	if (err)
		return err;
	msg = knl_new(RTM_GETROUTE, 0, &rtm, sizeof(rtm));
	if (filter->table)
		nla_put_u32(msg, RTA_TABLE, filter->table);
	err = knl_dump(knl_route(), msg, each_route, &each);
	/* a table exists from its first route on */
	if (err == -ENOENT || err == -EAFNOSUPPORT || err == -EOPNOTSUPP)
		return 0;
	if (err)
		return refuse("cannot list routes: %s", knl_reason(err, knl_said()));
	return 0;
}

struct search {
	struct route *best;
	bool found;
};

static int compare(const struct route *route, const struct nlmsghdr *msg, void *arg)
{
	struct search *s = arg;

	(void)msg;
	if (!route) {
		s->found = false;
	} else if (!s->found || route->metric < s->best->metric) {
		*s->best = *route;
		s->found = true;
	}
	return 0;
}

/**
 * route_find() - the route with the lowest metric that a filter passes
 * @filter: the filter
 * @route: the route
 *
 * Return: 1, 0 if there is none, or REFUSED after a message
 */
int route_find(const struct route_filter *filter, struct route *route)
{
	struct search s = { .best = route };
	int err = routes_each(filter, compare, &s);

	return err ? err : s.found;
}
