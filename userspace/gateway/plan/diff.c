// SPDX-License-Identifier: GPL-2.0
/*
 * The difference between two states of a gateway.
 */
#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "gateway/look/table.h"
#include "gateway/plan/diff.h"

static bool same_link(const struct link *a, const struct link *b)
{
	static const int attrs[] = { IFLA_NVI_MODE, IFLA_NVI_MARK, IFLA_NVI_MARK_MASK,
				     IFLA_NVI_FALLBACK, IFLA_NVI_LEARN, IFLA_NVI_FAST };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attrs); i++)
		/* An attribute that is not in both states does not count. */
		if (a->nvi.has[attrs[i]] && b->nvi.has[attrs[i]] &&
		    a->nvi.value[attrs[i]] != b->nvi.value[attrs[i]])
			return false;
	/* an MTU of 0 is not asked for */
	return !strcmp(a->name, b->name) && !strcmp(a->alias, b->alias) &&
	       (a->flags & IFF_UP) == (b->flags & IFF_UP) &&
	       (!a->mtu || !b->mtu || a->mtu == b->mtu);
}

/* The kernel reports lo as the device of an unreachable IPv6 route. */
static bool same_way(const struct route *a, const struct route *b)
{
	if (a->type != b->type || a->count > 1 || b->count > 1 || a->mtu != b->mtu)
		return false;
	if (a->type == RTN_UNREACHABLE)
		return true;
	return a->nh[0].oif == b->nh[0].oif &&
	       !memcmp(&a->nh[0].gateway, &b->nh[0].gateway, sizeof(a->nh[0].gateway));
}

static bool same_dst(const struct route *a, const struct route *b)
{
	return a->family == b->family && a->table == b->table && a->metric == b->metric &&
	       a->dst.len == b->dst.len && !memcmp(a->dst.addr, b->dst.addr, sizeof(a->dst.addr));
}

static bool same(const struct gw_object *a, const struct gw_object *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case GW_LINK:
		return same_link(&a->link, &b->link);
	case GW_ROUTE:
		return same_dst(&a->route, &b->route) && same_way(&a->route, &b->route);
	case GW_RULE:
		return !memcmp(&a->rule, &b->rule, sizeof(a->rule));
	default:
		return !memcmp(&a->sysctl, &b->sysctl, sizeof(a->sysctl));
	}
}

/**
 * gw_same_place() - check whether one object replaces the other
 * @a: an object
 * @b: another object
 */
bool gw_same_place(const struct gw_object *a, const struct gw_object *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case GW_LINK:
		return !strcmp(a->link.name, b->link.name);
	case GW_ROUTE:
		return same_dst(&a->route, &b->route);
	case GW_SYSCTL:
		return !strcmp(a->sysctl.path, b->sysctl.path);
	default:
		return false;
	}
}

/* Add the objects of @a that @b does not have. */
static void only_in(const struct gw_state *a, const struct gw_state *b, struct gw_state *to)
{
	size_t i, j;

	for (i = 0; i < a->count; i++) {
		for (j = 0; j < b->count && !same(&a->object[i], &b->object[j]); j++)
			;
		if (j == b->count)
			*gw_add(to, a->object[i].kind) = a->object[i];
	}
}

/**
 * gw_compare() - make the difference between two states
 * @have: the current state
 * @want: the wanted state; empty to remove the gateway
 * @c: gets the difference
 *
 * Return: 0, or REFUSED after a message
 */
int gw_compare(const struct gw_state *have, const struct gw_state *want, struct gw_change *c)
{
	bool same = !have->nft && !want->nft;
	int err = 0;

	memset(c, 0, sizeof(*c));
	if (want->nft)
		err = gw_table_same(want->nft, &same);
	c->table = !same;
	only_in(have, want, &c->del);
	only_in(want, have, &c->add);
	return err;
}

bool gw_change_is_none(const struct gw_change *c)
{
	return !c->table && !c->add.count && !c->del.count;
}

void gw_change_free(struct gw_change *c)
{
	gw_state_free(&c->add);
	gw_state_free(&c->del);
}
