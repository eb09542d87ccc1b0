// SPDX-License-Identifier: GPL-2.0
/*
 * Routes and rules that planners add to the wanted state.
 */
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "gateway/plan/objects.h"

/**
 * gw_want_route() - add a default route
 * @want: the wanted state
 * @family: AF_INET or AF_INET6
 * @table: the route's table
 *
 * Return: the route; the caller sets its next hop
 */
struct route *gw_want_route(struct gw_state *want, int family, __u32 table)
{
	struct route *r = &gw_add(want, GW_ROUTE)->route;

	r->family = family;
	r->dst.family = family;
	r->protocol = NVICTL_PROTOCOL;
	r->type = RTN_UNICAST;
	r->table = table;
	r->metric = GW_METRIC;
	r->count = 1;
	return r;
}

/**
 * gw_want_unreachable() - add an unreachable route, so that a look-up ends in this table
 * @want: the wanted state
 * @family: AF_INET or AF_INET6
 * @table: the route's table
 */
void gw_want_unreachable(struct gw_state *want, int family, __u32 table)
{
	struct route *r = gw_want_route(want, family, table);

	r->type = RTN_UNREACHABLE;
	r->metric = GW_METRIC_LAST;
}

/**
 * gw_want_rule() - add a rule that looks up a table
 * @want: the wanted state
 * @family: AF_INET or AF_INET6
 * @priority: the rule's priority
 * @table: the table
 *
 * Return: the rule; the caller sets its selectors
 */
struct rule *gw_want_rule(struct gw_state *want, int family, __u32 priority, __u32 table)
{
	struct rule *r = &gw_add(want, GW_RULE)->rule;

	r->family = family;
	r->priority = priority;
	r->table = table;
	r->action = FR_ACT_TO_TBL;
	r->protocol = NVICTL_PROTOCOL;
	return r;
}
