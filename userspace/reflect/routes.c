// SPDX-License-Identifier: GPL-2.0
/*
 * The routes of reflection's table: one to the device; and an unreachable one behind
 * it, if the device refuses what it cannot reflect.  A device that is down or gone
 * refuses nothing, and its route is gone: without the second route, packets would
 * leave by a rule behind those of reflection.
 */
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "reflect/reflect.h"

/**
 * reflect_wants_route() - true if a route is part of reflection
 * @r: the description
 * @kind: the route
 */
bool reflect_wants_route(const struct reflection *r, enum reflect_route kind)
{
	return kind == REFLECT_DEFAULT ||
	       r->dev.nvi.value[IFLA_NVI_FALLBACK] == NVI_FALLBACK_REFUSE;
}

/**
 * reflect_route() - describe a route
 * @r: the description
 * @family: AF_INET or AF_INET6
 * @kind: the route
 * @route: comes here
 */
void reflect_route(const struct reflection *r, int family, enum reflect_route kind,
		   struct route *route)
{
	memset(route, 0, sizeof(*route));
	route->family = family;
	route->dst.family = family;
	route->protocol = NVICTL_PROTOCOL;
	route->table = r->table;
	route->count = 1;
	if (kind == REFLECT_UNREACHABLE) {
		route->type = RTN_UNREACHABLE;
		route->metric = r->owner->unreachable_metric;
	} else {
		route->type = RTN_UNICAST;
		route->metric = r->owner->metric;
		route->scope = family == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
		route->nh[0].oif = r->dev.ifindex;
	}
}

static int read_default(struct reflect_state *s, int f, __u32 *oif)
{
	const struct route_filter filter = {
		.family = reflect_families[f], .table = s->r.table, .type = RTN_UNICAST,
		.is_default = true,
	};
	struct route route;
	int found = route_find(&filter, &route);

	if (found > 0 && route.count == 1) {
		s->route[f][REFLECT_DEFAULT] = true;
		s->our_route[f][REFLECT_DEFAULT] = route.protocol == NVICTL_PROTOCOL;
		*oif = route.nh[0].oif;
	}
	return found < 0 ? found : 0;
}

/* Any unreachable route will do, but only the owner's is deleted. */
static int read_unreachable(struct reflect_state *s, int f)
{
	struct route_filter filter = {
		.family = reflect_families[f], .table = s->r.table, .type = RTN_UNREACHABLE,
		.is_default = true,
	};
	struct route route;
	int found = route_find(&filter, &route);

	s->route[f][REFLECT_UNREACHABLE] = found > 0;
	if (found <= 0)
		return found;
	filter.protocol = NVICTL_PROTOCOL;
	filter.metric = s->r.owner->unreachable_metric;
	found = route_find(&filter, &route);
	s->our_route[f][REFLECT_UNREACHABLE] = found > 0;
	return found < 0 ? found : 0;
}

/**
 * reflect_routes_read() - read which routes there are
 * @s: its table is known; gets the routes
 * @oif: index of the device that they lead to comes here, if there is one
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_routes_read(struct reflect_state *s, __u32 *oif)
{
	int f, err = 0;

	for (f = 0; !err && f < 2; f++) {
		err = read_default(s, f, oif);
		if (!err)
			err = read_unreachable(s, f);
	}
	return err;
}

/**
 * reflect_routes_complete() - true if a family has all its routes
 * @s: the state
 * @f: index in reflect_families
 *
 * It does not matter who added them.
 */
bool reflect_routes_complete(const struct reflect_state *s, int f)
{
	int kind;

	for (kind = 0; kind < REFLECT_ROUTES; kind++)
		if (reflect_wants_route(&s->r, kind) && !s->route[f][kind])
			return false;
	return true;
}
