// SPDX-License-Identifier: GPL-2.0
/*
 * The wanted state of a gateway, from its file.
 */
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "gateway/plan/device.h"
#include "gateway/plan/nft.h"
#include "gateway/plan/objects.h"
#include "gateway/plan/reflect.h"
#include "gateway/plan/rules.h"
#include "gateway/plan/sysctl.h"
#include "gateway/plan/want.h"
#include "kernel/link.h"

static const int families[] = { AF_INET, AF_INET6 };

struct local {
	const struct prefix *addr;
	bool there;
};

static int look_for_local(const struct route *route, const struct nlmsghdr *msg, void *arg)
{
	struct local *l = arg;

	(void)msg;
	if (!route)
		l->there = false;
	else if (route->type == RTN_LOCAL && route->metric != GW_METRIC &&
		 !memcmp(&route->dst, l->addr, sizeof(*l->addr)))
		l->there = true;
	return 0;
}

/*
 * A translated address that no interface has needs a local route: Documentation/nvi.rst,
 * "Routing"
 */
static int want_local(struct gw_state *want, const struct prefix *addr)
{
	struct route_filter filter = { .family = addr->family, .table = RT_TABLE_LOCAL };
	struct local l = { .addr = addr };
	struct route *r;
	int err = routes_each(&filter, look_for_local, &l);

	if (err || l.there)
		return err;
	r = gw_want_route(want, addr->family, RT_TABLE_LOCAL);
	r->type = RTN_LOCAL;
	r->scope = addr->family == AF_INET ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE;
	r->dst = *addr;
	r->nh[0].oif = 1;	/* lo, in every namespace */
	return 0;
}

static int want_uplink_routes(const struct gw_uplink *u, struct gw_state *want)
{
	const struct prefix *gateway;
	struct link link;
	struct route *r;
	size_t i;
	int f, err = 0;

	for (f = 0; f < 2; f++) {
		if (!gw_of_family(&u->addresses, families[f]))
			continue;
		gw_want_unreachable(want, families[f], u->table);
		if (u->down || u->lost[f] || link_find(u->interface, &link) <= 0)
			continue;
		r = gw_want_route(want, families[f], u->table);
		gateway = gw_of_family(&u->gateways, families[f]);
		if (gateway)
			r->nh[0].gateway = *gateway;
		else if (families[f] == AF_INET)
			r->scope = RT_SCOPE_LINK;
		r->nh[0].oif = link.ifindex;
	}
	for (i = 0; !err && i < u->addresses.n; i++)
		err = want_local(want, &u->addresses.v[i]);
	return err;
}

static int want_routes(const struct gw_config *cfg, struct gw_state *want, __u32 nvi)
{
	struct route *r;
	size_t i;
	int f, err = 0;

	for (f = 0; f < 2; f++) {
		if (!gw_uses_family(cfg, families[f]))
			continue;
		gw_want_unreachable(want, families[f], cfg->table);
		r = gw_want_route(want, families[f], cfg->table);
		r->nh[0].oif = nvi;
		r->scope = families[f] == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
	}
	for (i = 0; !err && i < cfg->uplinks; i++)
		err = want_uplink_routes(&cfg->uplink[i], want);
	return err;
}

/* Two policies that name one user make the same rule. */
static void drop_duplicates(struct gw_state *state)
{
	size_t i, j, n = 0;

	for (i = 0; i < state->count; i++) {
		for (j = 0; j < n; j++)
			if (!memcmp(&state->object[j], &state->object[i], sizeof(*state->object)))
				break;
		if (j == n)
			state->object[n++] = state->object[i];
	}
	state->count = n;
}

/**
 * gw_want() - make the wanted state
 * @cfg: the file, after gw_look()
 * @have: the current state
 * @want: gets the wanted state
 *
 * Return: 0, or REFUSED after a message
 */
int gw_want(const struct gw_config *cfg, const struct gw_state *have, struct gw_state *want)
{
	__u32 nvi;
	int f, err;

	memset(want, 0, sizeof(*want));
	err = gw_want_sysctls(cfg, have, want);
	if (!err)
		err = gw_want_device(cfg, have, want, &nvi);
	if (!err)
		err = want_routes(cfg, want, nvi);
	if (!err)
		err = gw_want_reflection(cfg, have, want);
	for (f = 0; !err && f < 2; f++)
		if (gw_uses_family(cfg, families[f]))
			gw_want_rules(cfg, want, families[f]);
	if (err)
		return err;
	drop_duplicates(want);
	want->nft = gw_nft(cfg, want);
	return want->nft ? 0 : refuse("out of memory");
}
