// SPDX-License-Identifier: GPL-2.0
/*
 * What of an uplink can be used: its interface, its gateways.
 */
#include <linux/rtnetlink.h>

#include "gateway.h"

struct way {
	const struct prefix *gateway;
	__u32 oif;
	bool there;
};

static int look_for_way(const struct route *route, const struct nlmsghdr *msg, void *arg)
{
	struct way *w = arg;

	(void)msg;
	if (!route)
		w->there = false;
	else if (route->type == RTN_UNICAST && route->nh[0].oif == w->oif &&
		 !route->nh[0].gateway.family && prefix_has(&route->dst, w->gateway))
		w->there = true;
	return 0;
}

/*
 * Is each gateway in a network of the interface?  If DHCP has not been there yet, the
 * kernel would refuse the route, and with it all other changes.
 */
static int look_at_gateways(struct gw_uplink *u, __u32 oif)
{
	static const int families[] = { AF_INET, AF_INET6 };
	struct route_filter filter = { .table = RT_TABLE_MAIN };
	int f, err = 0;

	for (f = 0; !err && f < 2; f++) {
		struct way way = { gw_of_family(&u->gateways, families[f]), oif, false };

		filter.family = families[f];
		if (way.gateway)
			err = routes_each(&filter, look_for_way, &way);
		u->lost[f] = way.gateway && !way.there;
	}
	return err;
}

/**
 * gw_look_at_uplinks() - an interface that is not there, or down, can have no routes
 * @cfg: the file; uplinks get down, and of a daemon's lost
 *
 * Return: 0, or REFUSED after a message
 */
int gw_look_at_uplinks(struct gw_config *cfg)
{
	struct link link;
	size_t i;
	int found, err;

	for (i = 0; i < cfg->uplinks; i++) {
		struct gw_uplink *u = &cfg->uplink[i];

		found = link_find(u->interface, &link);
		if (found < 0)
			return found;
		u->down = !found || !(link.flags & IFF_UP);
		err = cfg->daemon && !u->down ? look_at_gateways(u, link.ifindex) : 0;
		if (err)
			return err;
		if (!u->down || cfg->daemon)
			continue;
		warn("interface \"%s\" is %s: [uplink %s] is not used until the gateway is applied again",
		     u->interface, found ? "down" : "not there", u->s.name);
	}
	return 0;
}
