// SPDX-License-Identifier: GPL-2.0
/*
 * The device that reflects, and its table.
 */
#include <string.h>

#include "reflect/reflect.h"

const int reflect_families[2] = { AF_INET, AF_INET6 };

const struct reflect_owner reflect_command = {
	.name = REFLECT_ALIAS,
	.table = REFLECT_TABLE,
	.fixed_table = true,
	.unreachable_metric = REFLECT_GUARD_METRIC,
	.entry_first = REFLECT_ENTRY_FIRST,
	.entry_last = REFLECT_ENTRY_LAST,
};

const struct reflect_owner reflect_gateway = {
	.name = GW_ALIAS,
	.table = GW_REFLECT_TABLE,
	.metric = GW_METRIC,
	.unreachable_metric = GW_METRIC_LAST,
	.entry_first = GW_REFLECT,
	.entry_last = GW_REFLECT,
	.only_replies = true,
};

/**
 * reflect_init() - describe reflection with all its defaults
 * @r: gets the description
 * @owner: who adds device, routes and rules
 *
 * The device's mark has no default that suits both owners; without one the device
 * sets none.
 */
void reflect_init(struct reflection *r, const struct reflect_owner *owner)
{
	memset(r, 0, sizeof(*r));
	r->owner = owner;
	r->table = owner->table;
	snprintf(r->dev.name, sizeof(r->dev.name), "%s", REFLECT_DEVICE);
	snprintf(r->dev.alias, sizeof(r->dev.alias), "%s", owner->name);
	r->dev.flags = IFF_UP;
	r->dev.mtu = REFLECT_MTU;
	nvi_attrs_set(&r->dev.nvi, IFLA_NVI_MODE, NVI_MODE_REFLECT);
}
