// SPDX-License-Identifier: GPL-2.0
/*
 * The wanted rules of a gateway.
 */
#include <linux/rtnetlink.h>

#include "gateway/plan/objects.h"
#include "gateway/plan/reflect.h"
#include "gateway/plan/rules.h"
#include "gateway/plan/vrf.h"

static void want_inside_rules(const struct gw_config *cfg, struct gw_state *want, int family)
{
	struct rule *r;
	size_t i, j;

	for (i = 0; i < cfg->insides; i++)
		for (j = 0; j < cfg->inside[i].interfaces.n; j++) {
			r = gw_want_rule(want, family, GW_STAGE1, cfg->table);
			snprintf(r->iif, sizeof(r->iif), "%.15s", cfg->inside[i].interfaces.v[j]);
		}
}

/* The router's own traffic: only a rule can match the user before the source is chosen. */
static void want_user_rules(const struct gw_config *cfg, struct gw_state *want, int family)
{
	const struct gw_policy *p;
	struct rule *r;
	size_t i, j;

	for (i = 0; i < cfg->policies; i++) {
		p = &cfg->policy[i];
		for (j = 0; j < p->users.n; j++) {
			r = gw_want_rule(want, family, GW_OWN, cfg->table);
			snprintf(r->iif, sizeof(r->iif), "lo");
			r->has_uid = true;
			r->uid = p->users.v[j];
		}
	}
}

/*
 * Probes leave by their uplink, whatever policies say about the router's own traffic.  Their
 * sockets are bound to the interface.  Where uplinks share an interface, the source address
 * selects the uplink; without a source address, the first one.
 */
static void want_probe_rules(const struct gw_config *cfg, struct gw_state *want, int family)
{
	const struct gw_uplink *u;
	struct rule *r;
	size_t i, j;

	for (i = 0; i < cfg->uplinks; i++) {
		u = &cfg->uplink[i];
		if (u->check == GW_CHECK_NONE || !gw_of_family(&u->addresses, family))
			continue;
		for (j = 0; u->shared && j < u->addresses.n; j++) {
			if (u->addresses.v[j].family != family)
				continue;
			r = gw_want_rule(want, family, GW_BOUND, u->table);
			r->from = u->addresses.v[j];
			snprintf(r->oif, sizeof(r->oif), "%s", u->interface);
		}
		if (!u->first)
			continue;
		r = gw_want_rule(want, family, GW_BOUND_ANY, u->table);
		snprintf(r->oif, sizeof(r->oif), "%s", u->interface);
	}
}

/**
 * gw_want_rules() - add the rules of an IP family
 * @cfg: the file, after gw_look()
 * @want: the wanted state
 * @family: AF_INET or AF_INET6
 */
void gw_want_rules(const struct gw_config *cfg, struct gw_state *want, int family)
{
	struct rule *r;
	size_t i, j;

	gw_want_vrf_rules(cfg, want, family);
	r = gw_want_rule(want, family, GW_FRONT, RT_TABLE_MAIN);
	r->has_suppress = true;
	want_probe_rules(cfg, want, family);
	gw_want_reflect_rules(cfg, want, family);
	want_user_rules(cfg, want, family);
	for (i = 0; i < cfg->uplinks; i++)
		for (j = 0; j < cfg->uplink[i].addresses.n; j++) {
			if (cfg->uplink[i].addresses.v[j].family != family)
				continue;
			r = gw_want_rule(want, family, GW_STAGE2, cfg->uplink[i].table);
			r->from = cfg->uplink[i].addresses.v[j];
		}
	want_inside_rules(cfg, want, family);
}
