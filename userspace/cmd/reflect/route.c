// SPDX-License-Identifier: GPL-2.0
/*
 * The routes of reflection's table: the one to the device, and, if the device
 * refuses what it cannot reflect, one behind it that refuses everything when
 * the device is down or gone. It is the device's to refuse no longer then, and
 * its route has gone along: packets would leave by a rule behind ours.
 */
#include <string.h>
#include <linux/rtnetlink.h>

#include "cmd/reflect/reflect.h"
#include "nl/request.h"
#include "kernel/route.h"

struct look {
	__u32 oif;
	bool ours;
	bool guard;
	bool our_guard;
};

static int look_at(const struct route *route, const struct nlmsghdr *msg, void *arg)
{
	struct look *look = arg;

	(void)msg;
	if (!route) {
		memset(look, 0, sizeof(*look));
	} else if (route->dst.len) {
		return 0;
	} else if (route->type == RTN_UNICAST && route->count == 1) {
		look->oif = route->nh[0].oif;
		look->ours = route->protocol == NVICTL_PROTOCOL;
	} else if (route->type == RTN_UNREACHABLE) {
		look->guard = true;
		look->our_guard |= route->protocol == NVICTL_PROTOCOL &&
				   route->metric == REFLECT_GUARD_METRIC;
	}
	return 0;
}

/**
 * reflect_routes_read() - which routes are there?
 * @r: what is known of them comes here
 * @oif: the device that they lead to comes here, if there is one
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_routes_read(struct reflect *r, __u32 *oif)
{
	struct route_filter filter = { .table = REFLECT_TABLE };
	int i, err = 0;

	for (i = 0; !err && i < 2; i++) {
		struct look look = { };

		filter.family = reflect_families[i];
		err = routes_each(&filter, look_at, &look);
		r->route[i] = look.oif;
		r->our_route[i] = look.ours;
		r->guard[i] = look.guard;
		r->our_guard[i] = look.our_guard;
		if (look.oif)
			*oif = look.oif;
	}
	return err;
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
