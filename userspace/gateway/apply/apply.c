// SPDX-License-Identifier: GPL-2.0
/*
 * Applying the difference between two states of a gateway, and undoing it if a step fails.
 *
 * Objects are added before others are deleted, and the nftables table comes first, so that
 * no packet gets to stage 2 without translation.
 */
#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/array.h"
#include "base/message.h"
#include "gateway/apply/apply.h"
#include "gateway/apply/table.h"
#include "gateway/look/table.h"
#include "kernel/link_change.h"
#include "kernel/sysctl.h"
#include "nl/request.h"

/* what request_all_end() does not undo */
struct undo {
	char *table;
	bool table_set;
	struct gw_sysctl *sysctl;
	size_t sysctls;
};

static const struct gw_object *find_same_place(const struct gw_state *by, const struct gw_object *o)
{
	size_t i;

	for (i = 0; i < by->count; i++)
		if (gw_same_place(&by->object[i], o))
			return &by->object[i];
	return NULL;
}

/* A device that an interrupted apply left has no alias yet. */
static int set_link(const struct gw_object *o, const struct gw_object *old)
{
	struct link_change change = { .up = true, .mtu = o->link.mtu, .nvi = o->link.nvi };

	if (!old)
		return link_add(&o->link);
	memcpy(change.alias, o->link.alias, sizeof(change.alias));
	return link_change(&old->link, &change);
}

static int set_route(const struct gw_object *o, const struct gw_object *old,
		     const struct gw_state *want)
{
	struct request r = { .what = "cannot add a route of the gateway" };
	struct route route = o->route;
	struct link link;
	char what[128];
	int err;

	if (route.nh[0].oif >= GW_BACK) {
		err = link_get(gw_device(want, route.nh[0].oif), &link);
		if (err)
			return err;
		route.nh[0].oif = link.ifindex;
	}
	if (route.nh[0].gateway.family) {
		char buf[64];

		snprintf(what, sizeof(what), "cannot route by gateway %s",
			 prefix_text(&route.nh[0].gateway, buf, sizeof(buf)));
		r.what = what;
	}
	r.msg = route_message(RTM_NEWROUTE, NLM_F_CREATE | (old ? NLM_F_REPLACE : NLM_F_EXCL),
			      &route);
	r.undo = old ? route_message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, &old->route) :
		       route_message(RTM_DELROUTE, 0, &route);
	return request_run(&r);
}

static int del_route(const struct gw_object *o)
{
	struct request r = {
		.what = "cannot delete a route of the gateway",
		.msg = route_message(RTM_DELROUTE, 0, &o->route),
		.undo = route_message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &o->route),
	};

	return request_run(&r);
}

static int set_sysctl(struct undo *undo, const struct gw_sysctl *s, const char *value)
{
	struct gw_sysctl *u;
	char now[12];

	if (!sysctl_read(s->path, now, sizeof(now)))
		return refuse("there is no sysctl %s", s->path);
	if (!strcmp(now, value))
		return 0;
	u = array_append(&undo->sysctl, &undo->sysctls, sizeof(*u));
	*u = *s;
	memcpy(u->was, now, sizeof(now));
	return sysctl_write(s->path, value);
}

static int set_table(struct undo *undo, const char *nft)
{
	int err;

	undo->table = gw_table_list(true);
	err = gw_table_set(nft);
	undo->table_set = !err;
	return err;
}

static int add_one(struct undo *undo, const struct gw_change *c, const struct gw_object *o,
		   const struct gw_state *want)
{
	const struct gw_object *old = find_same_place(&c->del, o);

	switch (o->kind) {
	case GW_SYSCTL:
		return set_sysctl(undo, &o->sysctl, o->sysctl.value);
	case GW_LINK:
		return set_link(o, old);
	case GW_ROUTE:
		return set_route(o, old, want);
	default:
		return rule_send(&o->rule, true);
	}
}

static int del_one(struct undo *undo, const struct gw_change *c, const struct gw_object *o)
{
	if (find_same_place(&c->add, o))
		return 0;
	switch (o->kind) {
	case GW_SYSCTL:
		return set_sysctl(undo, &o->sysctl, o->sysctl.was);
	case GW_LINK:
		return link_del(&o->link);
	case GW_ROUTE:
		return del_route(o);
	default:
		return rule_send(&o->rule, false);
	}
}

static int do_all(struct undo *undo, const struct gw_change *c, const struct gw_state *want)
{
	int err = 0;
	size_t i;

	if (c->table && want->nft)
		err = set_table(undo, want->nft);
	for (i = 0; !err && i < c->add.count; i++)
		err = add_one(undo, c, &c->add.object[i], want);
	for (i = c->del.count; !err && i-- > 0;)
		err = del_one(undo, c, &c->del.object[i]);
	if (!err)
		err = request_flush();
	if (!err && c->table && !want->nft)
		err = set_table(undo, NULL);
	return err;
}

/**
 * gw_apply() - apply a change completely or not at all
 * @c: the change
 * @want: the wanted state, with the nftables table
 *
 * Return: 0, or REFUSED after a message
 */
int gw_apply(const struct gw_change *c, const struct gw_state *want)
{
	struct undo undo = { };
	long from = request_all();
	int err;

	if (from < 0)
		return from;
	err = do_all(&undo, c, want);
	err = request_all_end(from, err);
	while (err && undo.sysctls) {
		undo.sysctls--;
		sysctl_write(undo.sysctl[undo.sysctls].path, undo.sysctl[undo.sysctls].was);
	}
	if (err && undo.table_set)
		gw_table_set(undo.table);
	if (err)
		rules_forget();
	free(undo.table);
	free(undo.sysctl);
	return err;
}
