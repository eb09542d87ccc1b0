// SPDX-License-Identifier: GPL-2.0
/*
 * Rules before the gateway's that are not its own: those that make a loop of the two
 * stages, and those that take packets away from them.
 */
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "gateway/check/rules.h"
#include "gateway/state.h"
#include "kernel/route.h"
#include "kernel/rule.h"
#include "reflect/reflect.h"

static bool is_inside(const struct gw_config *cfg, const char *name)
{
	size_t i, j;

	for (i = 0; i < cfg->insides; i++)
		for (j = 0; j < cfg->inside[i].interfaces.n; j++)
			if (!strcmp(cfg->inside[i].interfaces.v[j], name))
				return true;
	return false;
}

/* True if a rule can match any packet from inside. */
static bool is_broad(const struct gw_config *cfg, const struct rule *r)
{
	return r->action == FR_ACT_TO_TBL && !r->invert && !r->has_suppress && !r->has_uid &&
	       !r->ipproto && !r->tos && !r->sport.end && !r->dport.end && !r->to.len &&
	       !r->tun_id && !*r->oif && !r->l3mdev && (!*r->iif || is_inside(cfg, r->iif));
}

static const struct gw_uplink *uplink_of(const struct gw_config *cfg, const struct prefix *from)
{
	size_t i, j;

	for (i = 0; i < cfg->uplinks; i++)
		for (j = 0; j < cfg->uplink[i].addresses.n; j++) {
			const struct prefix *a = &cfg->uplink[i].addresses.v[j];

			if (a->family == from->family && (prefix_has(from, a) || prefix_has(a, from)))
				return &cfg->uplink[i];
		}
	return NULL;
}

static int check_one(const struct gw_config *cfg, const struct rule *r, __u32 nvi,
		     struct gw_findings *findings)
{
	const struct gw_uplink *u = r->from.len ? uplink_of(cfg, &r->from) : &cfg->uplink[0];
	const struct route_filter filter = {
		.family = r->family, .table = r->table, .type = RTN_UNICAST, .is_default = true,
	};
	int ip = r->family == AF_INET ? 4 : 6;
	struct route route;
	bool stage2;
	int found;

	/* Packets of stage 2 have the gateway's mark, those of stage 1 do not. */
	stage2 = (r->mark & cfg->mask & r->mask) == (cfg->mark & r->mask);
	found = route_find(&filter, &route);
	if (found <= 0)
		return found;
	if (nvi && route.nh[0].oif == nvi && u && stage2)
		gw_found(findings, "rule", "rule %u of IPv%d routes packets with an address of uplink %s by table %u, which leads to %s again, in a loop; delete it (ip -%d rule del pref %u), or give it a priority above %u",
			 r->priority, ip, u->s.name, r->table, cfg->device, ip, r->priority, GW_LAST);
	else if (!r->from.len && !r->mask)
		gw_found(findings, "rule", "rule %u of IPv%d, of protocol %u, is for all packets, and its table %u has a default route, so no packet gets to the gateway's rules; delete it (ip -%d rule del pref %u), or give it a priority above %u",
			 r->priority, ip, r->protocol, r->table, ip, r->priority, GW_LAST);
	else if (u && (r->from.len || stage2) && route.nh[0].oif != nvi)
		gw_found(findings, "rule", "rule %u of IPv%d, of protocol %u, routes packets with an address of uplink %s by table %u instead of table %u; delete it (ip -%d rule del pref %u), or give it a priority above %u",
			 r->priority, ip, r->protocol, u->s.name, r->table, u->table, ip,
			 r->priority, GW_LAST);
	return 0;
}

static int check_family(const struct gw_config *cfg, int family, __u32 nvi,
			struct gw_findings *findings)
{
	const struct rules *rules = rules_get(family);
	int err = rules ? 0 : REFUSED;
	size_t i;

	for (i = 0; !err && i < rules->count; i++) {
		const struct rule *r = &rules->rule[i];

		/* The rule of priority 0 is that of table local. */
		if (r->priority && r->priority <= GW_STAGE1 && !rule_is_of_gateway(r) && is_broad(cfg, r))
			err = check_one(cfg, r, nvi, findings);
	}
	return err;
}

/* Targets of `nvictl reflect` that were added before the gateway was applied. */
static int check_reflect(int family, struct gw_findings *findings)
{
	const struct rules *rules = rules_get(family);

	if (!rules)
		return REFUSED;
	if (reflect_count(&reflect_command, rules))
		gw_found(findings, "reflect", "\"nvictl reflect\" has targets of IPv%d, and the rules of the gateway come first; write the targets into \"source\" of [reflect], then: nvictl reflect flush",
			 family == AF_INET ? 4 : 6);
	return 0;
}

/**
 * gw_check_rules() - check rules before those of the gateway
 * @cfg: the gateway's file
 * @nvi: ifindex of its device; 0: the device does not exist
 * @findings: gets the mistakes
 *
 * Return: 0, or REFUSED after a message
 */
int gw_check_rules(const struct gw_config *cfg, __u32 nvi, struct gw_findings *findings)
{
	static const int families[] = { AF_INET, AF_INET6 };
	int f, err = 0;

	for (f = 0; !err && f < 2; f++) {
		err = check_family(cfg, families[f], nvi, findings);
		if (!err)
			err = check_reflect(families[f], findings);
	}
	return err;
}
