// SPDX-License-Identifier: GPL-2.0
/*
 * The nvi devices of a gateway, and what leads replies to the one that reflects.
 *
 * `nvictl reflect` knows replies by their source. A server's own connections have it,
 * too, and belong into stage 1. Here is nftables, which knows a reply by its
 * connection, and gives it a mark, for a rule.
 */
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "gateway/config/mark.h"
#include "gateway/plan/objects.h"
#include "gateway/plan/reflect.h"
#include "kernel/link.h"

static void set_attr(struct nvi_attrs *nvi, int type, __u32 value)
{
	nvi->has[type] = true;
	nvi->value[type] = value;
}

static void set_attrs(const struct gw_config *cfg, struct link *link, bool reflects)
{
	struct nvi_attrs *nvi = &link->nvi;

	/* what cannot be reflected has a second stage like all others */
	set_attr(nvi, IFLA_NVI_MARK, cfg->mark);
	set_attr(nvi, IFLA_NVI_MARK_MASK, cfg->mask);
	if (!reflects) {
		set_attr(nvi, IFLA_NVI_MODE, NVI_MODE_REINJECT);
		if (cfg->fast_on)
			set_attr(nvi, IFLA_NVI_FAST, NVI_FAST_ON);
		return;
	}
	set_attr(nvi, IFLA_NVI_MODE, NVI_MODE_REFLECT);
	set_attr(nvi, IFLA_NVI_FALLBACK, cfg->reflect.fallback);
	set_attr(nvi, IFLA_NVI_LEARN, cfg->reflect.learn);
}

/**
 * gw_want_link() - one of the devices
 * @cfg: the file
 * @have: what is there
 * @want: it comes here
 * @name: the device in @cfg
 * @ifindex: comes here, or GW_NVI or GW_BACK: it is not there
 *
 * Return: 0, or REFUSED after a message
 */
int gw_want_link(const struct gw_config *cfg, const struct gw_state *have, struct gw_state *want,
		 const char *name, __u32 *ifindex)
{
	struct gw_object *o = gw_add(want, GW_LINK);
	bool reflects = name == cfg->reflect.device;
	struct link there;
	size_t i;
	int found;

	snprintf(o->link.name, sizeof(o->link.name), "%s", name);
	snprintf(o->link.alias, sizeof(o->link.alias), "%s", GW_ALIAS);
	o->link.flags = IFF_UP;
	set_attrs(cfg, &o->link, reflects);
	*ifindex = reflects ? GW_BACK : GW_NVI;
	for (i = 0; i < have->count; i++)
		if (have->object[i].kind == GW_LINK &&
		    !strcmp(have->object[i].link.name, name)) {
			*ifindex = have->object[i].link.ifindex;
			o->link.ifindex = *ifindex;
			/* what a new device has anyway this one may have to get */
			if (have->object[i].link.nvi.has[IFLA_NVI_FAST])
				o->link.nvi.has[IFLA_NVI_FAST] = true;
			return 0;
		}
	found = link_find(name, &there);
	if (found > 0)
		return refuse("device \"%s\" is there already, and \"nvictl gateway\" did not make it; \"device\" in [%s] gives another name",
			      name, reflects ? "reflect" : "gateway");
	return found;
}

/**
 * gw_want_reflect_routes() - the table that leads to the device
 * @cfg: a checked file
 * @want: they come here
 * @ifindex: of the device, or GW_BACK
 */
void gw_want_reflect_routes(const struct gw_config *cfg, struct gw_state *want, __u32 ifindex)
{
	static const int families[] = { AF_INET, AF_INET6 };
	struct route *r;
	int f;

	for (f = 0; f < 2; f++) {
		if (!gw_reflects(cfg, families[f]))
			continue;
		/* the device refuses nothing when it is down */
		if (cfg->reflect.fallback == NVI_FALLBACK_REFUSE)
			gw_want_last(want, families[f], cfg->reflect.table);
		r = gw_want_route(want, families[f], cfg->reflect.table);
		r->nh[0].oif = ifindex;
		r->scope = families[f] == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE;
	}
}

/**
 * gw_want_reflect_rules() - replies, by their mark
 * @cfg: a checked file
 * @want: they come here
 * @family: AF_INET or AF_INET6
 */
void gw_want_reflect_rules(const struct gw_config *cfg, struct gw_state *want, int family)
{
	struct rule *r;

	if (!gw_reflects(cfg, family))
		return;
	r = gw_want_rule(want, family, GW_REFLECT, cfg->reflect.table);
	r->mark = gw_mark(cfg, 0);
	r->mask = cfg->mask;
}
