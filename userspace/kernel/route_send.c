// SPDX-License-Identifier: GPL-2.0
/*
 * Default routes of nvictl's own tables.
 */
#include <linux/rtnetlink.h>

#include "nl/request.h"
#include "kernel/owns.h"
#include "kernel/route.h"
#include "kernel/route_send.h"

/**
 * route_send() - add or delete a default route of one of nvictl's tables
 * @route: the route: to a device, or unreachable
 * @add: add it, or else delete it
 *
 * Return: 0, or REFUSED after a message
 */
int route_send(const struct route *route, bool add)
{
	struct request r = {
		.msg = route_message(add ? RTM_NEWROUTE : RTM_DELROUTE,
				     add ? NLM_F_CREATE | NLM_F_EXCL : 0, route),
		.undo = route_message(add ? RTM_DELROUTE : RTM_NEWROUTE,
				      add ? 0 : NLM_F_CREATE | NLM_F_EXCL, route),
		.what = add ? "cannot add the route to the nvi device" :
			      "cannot delete the route to the nvi device",
	};

	if (route->type == RTN_UNREACHABLE)
		r.what = add ? "cannot add the unreachable route" :
			       "cannot delete the unreachable route";
	return request_run(&r);
}

/**
 * route_send_default() - add or delete a default route to an nvi device
 * @family: AF_INET or AF_INET6
 * @table: its table
 * @oif: ifindex of the device
 * @add: add it, or else delete it
 *
 * Return: 0, or REFUSED after a message
 */
int route_send_default(int family, __u32 table, __u32 oif, bool add)
{
	struct route route = {
		.family = family, .type = RTN_UNICAST, .protocol = NVICTL_PROTOCOL,
		.scope = RT_SCOPE_LINK, .table = table, .count = 1,
	};

	route.nh[0].oif = oif;
	return route_send(&route, add);
}
