// SPDX-License-Identifier: GPL-2.0
/*
 * Reading table, device and routes of reflection from the kernel.
 */
#include <string.h>

#include "base/message.h"
#include "base/names.h"
#include "reflect/reflect.h"

/* A device that is down has no routes. */
static int by_alias(const struct link *link, void *arg)
{
	struct reflect_state *s = arg;

	if (strcmp(link->alias, s->r.owner->name) ||
	    link->nvi.value[IFLA_NVI_MODE] != NVI_MODE_REFLECT)
		return 0;
	s->r.dev = *link;
	s->has_dev = true;
	return 1;
}

/**
 * reflect_read() - read reflection as it is
 * @owner: its owner
 * @name: device to look for if neither a route nor an alias tells it; NULL: none
 * @s: comes here
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_read(const struct reflect_owner *owner, const char *name, struct reflect_state *s)
{
	char buf[NAME_SIZE];
	__u32 oif = 0;
	int err;

	memset(s, 0, sizeof(*s));
	s->r.owner = owner;
	err = reflect_table(owner, &s->r.table);
	if (!err)
		err = reflect_routes_read(s, &oif);
	if (!err && !oif)
		err = link_each_nvi(by_alias, s);
	if (!err && oif)
		name = device_name(oif, buf);
	if (!err && !s->has_dev && name)
		err = link_find(name, &s->r.dev);
	if (err < 0)
		return err;
	s->has_dev |= err;
	s->ours = s->has_dev && !strcmp(s->r.dev.alias, owner->name);
	return 0;
}
