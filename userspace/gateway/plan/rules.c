// SPDX-License-Identifier: GPL-2.0
/*
 * The rules of a gateway.
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

/* The router's own: only rules know the user before there is a source address. */
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
 * Probes leave by their uplink, whatever is said of the router's own traffic.  They
 * are bound to the interface; where two uplinks share one, their addresses say whose
 * they are, and what has no address yet has the first.
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
 * gw_want_rules() - the rules that shall be there
 * @cfg: a checked file
 * @want: they come here
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
