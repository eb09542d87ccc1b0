// SPDX-License-Identifier: GPL-2.0
/*
 * The routes of reflection's table: the one to the device, and, if the device
 * refuses what it cannot reflect, one behind it that refuses everything when
 * the device is down or gone. It is the device's to refuse no longer then, and
 * its route has gone along: packets would leave by a rule behind ours.
 */
#include <string.h>
#include <linux/rtnetlink.h>

#include "reflect/reflect.h"
#include "nl/request.h"
#include "kernel/route.h"
#include "kernel/route_send.h"

static int look_at(struct reflect *r, int f, __u32 *oif)
{
	struct route_filter filter = {
		.family = reflect_families[f], .table = REFLECT_TABLE, .type = RTN_UNICAST,
		.is_default = true,
	};
	struct route route;
	int found = route_find(&filter, &route);

	if (found > 0 && route.count == 1) {
		r->route[f] = true;
		r->our_route[f] = route.protocol == NVICTL_PROTOCOL;
		*oif = route.nh[0].oif;
	}
	if (found < 0)
		return found;
	filter.type = RTN_UNREACHABLE;
	found = route_find(&filter, &route);
	r->guard[f] = found > 0;
	if (found <= 0)
		return found;
	filter.protocol = NVICTL_PROTOCOL;
	filter.metric = REFLECT_GUARD_METRIC;
	found = route_find(&filter, &route);
	r->our_guard[f] = found > 0;
	return found < 0 ? found : 0;
}

/**
 * reflect_routes_read() - read which routes there are
 * @r: gets them
 * @oif: index of the device that they lead to comes here, if there is one
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_routes_read(struct reflect *r, __u32 *oif)
{
	int err = look_at(r, 0, oif);

	return err ? err : look_at(r, 1, oif);
}

/**
 * reflect_unguarded() - does this family want a route that refuses, and has none?
 * @r: as it was read, with its device
 * @f: which of reflect_families
 */
bool reflect_unguarded(const struct reflect *r, int f)
{
	return r->dev.nvi.value[IFLA_NVI_FALLBACK] == NVI_FALLBACK_REFUSE && !r->guard[f];
}

/**
 * reflect_routes_add() - make those that are missing
 * @r: as it was read, with its device
 * @f: which of reflect_families
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_routes_add(const struct reflect *r, int f)
{
	int family = reflect_families[f];
	int err = 0;

	if (reflect_unguarded(r, f))
		err = route_send_unreachable(family, REFLECT_TABLE, REFLECT_GUARD_METRIC, true);
	if (!err && !r->route[f])
		err = route_send_default(family, REFLECT_TABLE, r->dev.ifindex, true);
	return err;
}

/**
 * reflect_routes_del() - delete those that nvictl made
 * @r: as it was read
 * @f: which of reflect_families
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_routes_del(const struct reflect *r, int f)
{
	int family = reflect_families[f];
	int err = 0;

	if (r->our_route[f])
		err = route_send_default(family, REFLECT_TABLE, r->dev.ifindex, false);
	if (!err && r->our_guard[f])
		err = route_send_unreachable(family, REFLECT_TABLE, REFLECT_GUARD_METRIC, false);
	return err;
}
