// SPDX-License-Identifier: GPL-2.0
/*
 * Reflection of a gateway: the section [reflect].
 *
 * The table of nftables marks replies, which it knows by their connection, and one
 * rule a family leads packets with that mark to the device; see reflect/reflect.h.  The
 * source of a packet, by which `nvictl reflect` selects, would not do: connections that
 * a server opens have it as well, and belong to stage 1.
 */
#include <string.h>

#include "base/message.h"
#include "gateway/config/mark.h"
#include "gateway/plan/device.h"
#include "gateway/plan/reflect.h"
#include "reflect/reflect.h"

/* A reply that is not reflected has a second stage like all other packets. */
static void describe(const struct gw_config *cfg, struct reflection *r)
{
	struct nvi_attrs *nvi = &r->dev.nvi;

	reflect_init(r, &reflect_gateway);
	r->table = cfg->reflect.table;
	memcpy(r->dev.name, cfg->reflect.device, sizeof(r->dev.name));
	if (cfg->reflect.mtu)
		r->dev.mtu = cfg->reflect.mtu;
	nvi_attrs_set(nvi, IFLA_NVI_MARK, cfg->mark);
	nvi_attrs_set(nvi, IFLA_NVI_MARK_MASK, cfg->mask);
	nvi_attrs_set(nvi, IFLA_NVI_FALLBACK, cfg->reflect.fallback);
	nvi_attrs_set(nvi, IFLA_NVI_LEARN, cfg->reflect.learn);
}

/* The rules of the gateway come before the entries of `nvictl reflect`. */
static int check_command(void)
{
	const struct rules *rules;
	int f;

	for (f = 0; f < 2; f++) {
		rules = rules_get(reflect_families[f]);
		if (!rules)
			return REFUSED;
		if (reflect_count(&reflect_command, rules))
			return refuse("\"nvictl reflect\" has targets, which [reflect] of the file replaces; first: nvictl reflect flush");
	}
	return 0;
}

/**
 * gw_want_reflection() - the device that reflects, and the routes to it
 * @cfg: a checked file
 * @have: the objects that exist
 * @want: they come here
 *
 * Return: 0, or REFUSED after a message
 */
int gw_want_reflection(const struct gw_config *cfg, const struct gw_state *have,
		       struct gw_state *want)
{
	struct reflection r;
	int f, kind, err;

	if (!cfg->reflect.s.line)
		return 0;
	err = check_command();
	if (err)
		return err;
	describe(cfg, &r);
	err = gw_want_link(have, want, &r.dev, "reflect");
	if (!r.dev.ifindex)
		r.dev.ifindex = GW_BACK;
	for (f = 0; !err && f < 2; f++) {
		if (!gw_reflects(cfg, reflect_families[f]))
			continue;
		for (kind = 0; kind < REFLECT_ROUTES; kind++)
			if (reflect_wants_route(&r, kind))
				reflect_route(&r, reflect_families[f], kind,
					      &gw_add(want, GW_ROUTE)->route);
	}
	return err;
}

/**
 * gw_want_reflect_rules() - the rules that lead replies to the device
 * @cfg: a checked file
 * @want: they come here
 * @family: AF_INET or AF_INET6
 */
void gw_want_reflect_rules(const struct gw_config *cfg, struct gw_state *want, int family)
{
	const struct reflect_entry entry = {
		.family = family, .mark = gw_mark(cfg, 0), .mask = cfg->mask,
		.priority = GW_REFLECT,
	};
	struct rule rule[REFLECT_FRAME + REFLECT_ENTRY_RULES];
	struct reflection r;
	unsigned int i, n;

	if (!gw_reflects(cfg, family))
		return;
	describe(cfg, &r);
	n = reflect_frame(&r, family, rule);
	n += reflect_entry_rules(&r, &entry, rule + n);
	for (i = 0; i < n; i++)
		gw_add(want, GW_RULE)->rule = rule[i];
}
