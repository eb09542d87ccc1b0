// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of a gateway's file as a whole, defaults, and references between sections.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "gateway/config/complete.h"
#include "gateway/config/mark.h"
#include "gateway/config/mistake.h"
#include "gateway/state.h"

static size_t count_of(const struct gw_prefixes *list, int family, bool networks)
{
	size_t i, n = 0;

	for (i = 0; i < list->n; i++)
		n += list->v[i].family == family &&
		     (!networks || list->v[i].len < 8U * prefix_bytes(family));
	return n;
}

static void check_families(struct gw_config *cfg, struct gw_uplink *u, int family)
{
	const char *ip = family == AF_INET ? "IPv4" : "IPv6";
	bool one = u->auto_gateway[family == AF_INET6];

	if (count_of(&u->gateways, family, false) + one > 1)
		gw_mistake(cfg, u->s.line, "[uplink %s] has two gateways of %s; make it two uplinks",
			   u->s.name, ip);
	if (count_of(&u->addresses, family, true) && count_of(&u->addresses, family, false) > 1)
		gw_mistake(cfg, u->s.line, "[uplink %s] has a network and another address of %s; write one network, or single addresses",
			   u->s.name, ip);
	if ((one || gw_of_family(&u->gateways, family)) && !gw_has_family(u, family))
		gw_mistake(cfg, u->s.line, "[uplink %s] has a gateway of %s and no \"address\" of it",
			   u->s.name, ip);
}

static void add_uplink(struct gw_uplinks *list, struct gw_uplink *u)
{
	struct gw_uplink **to = array_append(&list->v, &list->n, sizeof(*to));

	*to = u;
}

static void find_shared(struct gw_config *cfg, struct gw_uplink *u)
{
	size_t i;

	u->first = true;
	for (i = 0; i < cfg->uplinks; i++) {
		const struct gw_uplink *o = &cfg->uplink[i];

		if (o == u || strcmp(o->interface, u->interface))
			continue;
		u->shared = true;
		u->first &= o > u;
	}
}

/* Stage 2 routes by source address, so the addresses of uplinks must not overlap. */
static void check_overlap(struct gw_config *cfg, size_t n)
{
	const struct gw_uplink *u = &cfg->uplink[n], *o;
	size_t i, j, k;

	for (i = 0; i < n; i++) {
		o = &cfg->uplink[i];
		for (j = 0; j < u->addresses.n; j++)
			for (k = 0; k < o->addresses.n; k++) {
				const struct prefix *a = &u->addresses.v[j], *b = &o->addresses.v[k];

				if (!prefix_has(a->len < b->len ? a : b, a->len < b->len ? b : a))
					continue;
				gw_mistake(cfg, u->s.line, "[uplink %s] and [uplink %s] share addresses; each has to have its own",
					   u->s.name, o->s.name);
				return;
			}
		if (!strcmp(u->interface, o->interface) &&
		    ((u->auto_address[0] && o->auto_address[0]) ||
		     (u->auto_address[1] && o->auto_address[1])))
			gw_mistake(cfg, u->s.line, "[uplink %s] and [uplink %s] both take the addresses of %s; write the addresses of one of them",
				   u->s.name, o->s.name, u->interface);
		if (u->table == o->table)
			gw_mistake(cfg, u->s.line, "[uplink %s] and [uplink %s] have the same table %u; give each its own",
				   u->s.name, o->s.name, u->table);
	}
}

/* A probe has an address of the uplink as its source. */
static void check_target(struct gw_config *cfg, struct gw_uplink *u)
{
	struct prefix target;
	char word[128];

	snprintf(word, sizeof(word), "%.*s", (int)strcspn(u->check_target, " "), u->check_target);
	if ((u->check == GW_CHECK_PING || u->check == GW_CHECK_TCP) &&
	    parse_prefix(word, &target) && !gw_has_family(u, target.family))
		gw_mistake(cfg, u->s.line, "[uplink %s] has no \"address\" of %s to check %s with",
			   u->s.name, target.family == AF_INET ? "IPv4" : "IPv6", word);
}

static void check_uplink(struct gw_config *cfg, size_t n)
{
	struct gw_uplink *u = &cfg->uplink[n];

	if (!u->weight)
		u->weight = 1;
	if (!u->table)
		u->table = GW_FIRST_TABLE + 1 + n;
	u->interval = u->interval ? u->interval : 5;
	u->fall = u->fall ? u->fall : 3;
	u->rise = u->rise ? u->rise : 3;
	if (!*u->interface)
		gw_mistake(cfg, u->s.line, "[uplink %s] needs an \"interface\"", u->s.name);
	u->fixed_addresses = u->addresses.n;
	u->fixed_gateways = u->gateways.n;
	if (!gw_has_family(u, AF_INET) && !gw_has_family(u, AF_INET6))
		gw_mistake(cfg, u->s.line, "[uplink %s] needs an \"address\", the source of packets after translation",
			   u->s.name);
	if (u->table == cfg->table || (u->table >= RT_TABLE_DEFAULT && u->table <= RT_TABLE_LOCAL))
		gw_mistake(cfg, u->s.line, "[uplink %s] needs a table of its own; %u is in use",
			   u->s.name, u->table);
	check_families(cfg, u, AF_INET);
	check_families(cfg, u, AF_INET6);
	check_target(cfg, u);
	check_overlap(cfg, n);
	find_shared(cfg, u);
	add_uplink(&cfg->all, u);
}

static void mistake_name(struct gw_config *cfg, const struct gw_section *s, const char *kind,
			 const char *name)
{
	gw_mistake(cfg, s->line, "there is no [%s %s], which \"%s\" names; add that section, or name another one",
		   kind, name, s->name);
}

static void find_uplinks(struct gw_config *cfg, const struct gw_section *s,
			 const struct gw_names *names, struct gw_uplinks *uplinks)
{
	size_t i, j;

	for (i = 0; i < names->n; i++) {
		for (j = 0; j < cfg->uplinks && strcmp(cfg->uplink[j].s.name, names->v[i]); j++)
			;
		if (j < cfg->uplinks)
			add_uplink(uplinks, &cfg->uplink[j]);
		else
			mistake_name(cfg, s, "uplink", names->v[i]);
	}
}

static void find_insides(struct gw_config *cfg, const struct gw_section *s,
			 const struct gw_names *names, struct gw_insides *insides)
{
	struct gw_inside **to;
	size_t i, j;

	for (i = 0; i < names->n; i++) {
		for (j = 0; j < cfg->insides && strcmp(cfg->inside[j].s.name, names->v[i]); j++)
			;
		if (j == cfg->insides) {
			mistake_name(cfg, s, "inside", names->v[i]);
			continue;
		}
		to = array_append(&insides->v, &insides->n, sizeof(*to));
		*to = &cfg->inside[j];
	}
}

static void check_policy(struct gw_config *cfg, struct gw_policy *p)
{
	size_t i;

	if (!p->uplink_names.n)
		gw_mistake(cfg, p->s.line, "[policy %s] needs an \"uplink\"", p->s.name);
	find_uplinks(cfg, &p->s, &p->uplink_names, &p->uplinks);
	find_insides(cfg, &p->s, &p->inside_names, &p->insides);
	if (p->users.n && p->inside_names.n)
		gw_mistake(cfg, p->s.line, "[policy %s]: \"user\" is for the router's own traffic, \"inside\" for forwarded traffic; use one of them",
			   p->s.name);
	for (i = 0; p->ports.n && i < p->protocols.n; i++)
		if (!memchr("\x06\x11\x21\x84\x88", p->protocols.v[i].start, 5))
			gw_mistake(cfg, p->s.line, "[policy %s] has a port and a protocol without ports; tcp, udp, sctp, dccp and udplite have ports",
				   p->s.name);
}

static void check_forward(struct gw_config *cfg, struct gw_forward *f)
{
	if (!f->to.n)
		gw_mistake(cfg, f->s.line, "[forward %s] needs \"to\", the server's address",
			   f->s.name);
	find_uplinks(cfg, &f->s, &f->uplink_names, &f->uplinks);
	if (count_of(&f->to, AF_INET, false) > 1 || count_of(&f->to, AF_INET6, false) > 1)
		gw_mistake(cfg, f->s.line, "[forward %s] has two servers of one IP family; make it two sections",
			   f->s.name);
	if (!f->ports.n && f->to_port)
		gw_mistake(cfg, f->s.line, "[forward %s] has a \"to-port\" and no \"port\"",
			   f->s.name);
	if (f->ports.n && !f->protocols.n)
		gw_mistake(cfg, f->s.line, "[forward %s] has a \"port\" and needs a \"protocol\", too, such as tcp",
			   f->s.name);
	if (f->hairpin && !f->ports.n && !f->address.n)
		gw_mistake(cfg, f->s.line, "[forward %s]: \"hairpin\" needs a \"port\" or an \"address\"; without it, inside hosts cannot reach the router itself",
			   f->s.name);
}

static void check_insides(struct gw_config *cfg)
{
	size_t i, j, k;

	for (i = 0; i < cfg->insides; i++) {
		const struct gw_inside *in = &cfg->inside[i];

		if (!in->interfaces.n)
			gw_mistake(cfg, in->s.line, "[inside %s] needs an \"interface\"", in->s.name);
		for (j = 0; j < in->interfaces.n; j++)
			for (k = 0; k < cfg->uplinks; k++)
				if (!strcmp(in->interfaces.v[j], cfg->uplink[k].interface))
					gw_mistake(cfg, in->s.line, "interface \"%s\" is in an [inside] and in an [uplink]; it can be in one of them",
						   in->interfaces.v[j]);
	}
}

static void check_reflect(struct gw_config *cfg)
{
	static const int families[] = { AF_INET, AF_INET6 };
	struct gw_reflect *r = &cfg->reflect;
	size_t i;
	int f;

	if (!*r->device)
		snprintf(r->device, sizeof(r->device), "%s", REFLECT_DEVICE);
	if (!r->table)
		r->table = GW_REFLECT_TABLE;
	if (!r->source.all && !r->source.list.n)
		gw_mistake(cfg, r->s.line, "[reflect] needs a \"source\": all, or the source addresses of replies");
	for (f = 0; f < 2; f++)
		if (gw_of_family(&r->source.list, families[f]) && !gw_uses_family(cfg, families[f]))
			gw_mistake(cfg, r->s.line, "[reflect] has a source of IPv%d, and no uplink has an address of IPv%d",
				   f ? 6 : 4, f ? 6 : 4);
	if (!strcmp(r->device, cfg->device))
		gw_mistake(cfg, r->s.line, "[reflect] and [gateway] have the same device; give each its own");
	for (i = 0; i < cfg->uplinks; i++)
		if (r->table == cfg->uplink[i].table || r->table == cfg->table)
			break;
	if (i < cfg->uplinks || (r->table >= RT_TABLE_DEFAULT && r->table <= RT_TABLE_LOCAL))
		gw_mistake(cfg, r->s.line, "[reflect] needs a table of its own; %u is in use",
			   r->table);
	if (!gw_mark(cfg, 0))
		gw_mistake(cfg, r->s.line, "[reflect] needs room for another value in the mask of [gateway]'s \"mark\", such as 0x100/0xff00");
}

/**
 * gw_complete() - check the file as a whole and fill in what it leaves out
 * @cfg: the file as it was read; its arrays must not move afterwards
 */
void gw_complete(struct gw_config *cfg)
{
	size_t i;

	if (!*cfg->device)
		snprintf(cfg->device, sizeof(cfg->device), "%s", GW_DEVICE);
	if (!cfg->mask) {
		cfg->mark = GW_MARK;
		cfg->mask = GW_MASK;
	}
	if (!cfg->mark)
		gw_mistake(cfg, cfg->g.line, "[gateway]: \"mark\" cannot be 0, the mark of all other packets");
	if (!cfg->table)
		cfg->table = GW_FIRST_TABLE;
	if (!cfg->uplinks)
		gw_mistake(cfg, cfg->g.line, "there is no [uplink NAME]; a gateway needs an uplink");
	if (!cfg->insides)
		gw_mistake(cfg, cfg->g.line, "there is no [inside NAME]; a gateway needs an inside network");
	for (i = 0; i < cfg->uplinks; i++)
		check_uplink(cfg, i);
	check_insides(cfg);
	for (i = 0; i < cfg->policies; i++)
		check_policy(cfg, &cfg->policy[i]);
	for (i = 0; i < cfg->forwards; i++)
		check_forward(cfg, &cfg->forward[i]);
	if (cfg->reflect.s.line)
		check_reflect(cfg);
}
