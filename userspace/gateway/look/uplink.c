// SPDX-License-Identifier: GPL-2.0
/*
 * The state of uplinks: interfaces, addresses and gateways.
 */
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "gateway/look/auto.h"
#include "gateway/look/uplink.h"
#include "kernel/link.h"
#include "kernel/route.h"

struct on_link {
	const struct prefix *gateway;
	__u32 oif;
	bool there;
};

static int look_for_on_link(const struct route *route, const struct nlmsghdr *msg, void *arg)
{
	struct on_link *w = arg;

	(void)msg;
	if (!route)
		w->there = false;
	else if (route->type == RTN_UNICAST && route->nh[0].oif == w->oif &&
		 !route->nh[0].gateway.family && prefix_has(&route->dst, w->gateway))
		w->there = true;
	return 0;
}

/*
 * Check that each gateway is in a network of the interface.  Otherwise, as before DHCP has
 * configured the interface, the kernel refuses the route, and with it the whole change.
 */
static int look_at_gateways(struct gw_uplink *u, __u32 oif)
{
	static const int families[] = { AF_INET, AF_INET6 };
	struct route_filter filter = { .table = RT_TABLE_MAIN };
	int f, err = 0;

	for (f = 0; !err && f < 2; f++) {
		struct on_link gw = { gw_of_family(&u->gateways, families[f]), oif, false };

		filter.family = families[f];
		/* The kernel has accepted this gateway in its own route. */
		if (u->auto_gateway[f])
			continue;
		if (gw.gateway)
			err = routes_each(&filter, look_for_on_link, &gw);
		u->lost[f] = gw.gateway && !gw.there;
	}
	return err;
}

/* Stage 2 routes by source address, so an address can belong to one uplink only. */
static void drop_shared(struct gw_config *cfg, struct gw_uplink *u)
{
	struct gw_prefixes *own = &u->addresses;
	char buf[64];
	size_t i, j, n = u->fixed_addresses;
	const struct gw_uplink *o;

	for (i = n; i < own->n; i++) {
		for (o = cfg->uplink; o < u; o++) {
			for (j = 0; j < o->addresses.n; j++)
				if (prefix_has(&o->addresses.v[j], &own->v[i]))
					break;
			if (j < o->addresses.n)
				break;
		}
		if (o == u)
			own->v[n++] = own->v[i];
		else if (!cfg->quiet)
			warn("address %s of interface \"%s\" belongs to [uplink %s], and is not used for [uplink %s]",
			     prefix_text(&own->v[i], buf, sizeof(buf)), u->interface, o->s.name,
			     u->s.name);
	}
	own->n = n;
}

/* Warn about addresses and gateways that the interface should have and does not have. */
static void tell_missing(const struct gw_uplink *u)
{
	static const int families[] = { AF_INET, AF_INET6 };
	int f;

	for (f = 0; f < 2; f++) {
		if (u->auto_address[f] && !gw_of_family(&u->addresses, families[f]))
			warn("interface \"%s\" has no address of IPv%d: [uplink %s] is not used for it until the gateway is applied again",
			     u->interface, f ? 6 : 4, u->s.name);
		if (u->auto_gateway[f] && u->lost[f])
			warn("table main has no default route of IPv%d by interface \"%s\": [uplink %s] is not used for it until the gateway is applied again",
			     f ? 6 : 4, u->interface, u->s.name);
	}
}

static int look_at_uplink(struct gw_config *cfg, struct gw_uplink *u)
{
	struct link link;
	int err, found = link_find(u->interface, &link);

	if (found < 0)
		return found;
	u->down = !found || !(link.flags & IFF_UP);
	err = gw_look_at_auto(u, u->down ? 0 : link.ifindex);
	if (!err && cfg->daemon && !u->down)
		err = look_at_gateways(u, link.ifindex);
	drop_shared(cfg, u);
	if (err || cfg->daemon)
		return err;
	if (u->down)
		warn("interface \"%s\" is %s: [uplink %s] is not used until the gateway is applied again",
		     u->interface, found ? "down" : "missing", u->s.name);
	else
		tell_missing(u);
	return 0;
}

/**
 * gw_look_at_uplinks() - read the state of all uplinks
 * @cfg: the file; sets addresses, gateways and @down of its uplinks, and @lost for the
 *	daemon
 *
 * Return: 0, or REFUSED after a message
 */
int gw_look_at_uplinks(struct gw_config *cfg)
{
	size_t i;
	int err = 0;

	for (i = 0; !err && i < cfg->uplinks; i++)
		err = look_at_uplink(cfg, &cfg->uplink[i]);
	return err;
}
