// SPDX-License-Identifier: GPL-2.0
/*
 * Finding things in a gateway's file.
 */
#include <string.h>

#include "gateway/gateway.h"

struct gw_uplink *gw_uplink_named(const struct gw_config *cfg, const char *name)
{
	size_t i;

	for (i = 0; i < cfg->uplinks; i++)
		if (!strcmp(cfg->uplink[i].s.name, name))
			return &cfg->uplink[i];
	return NULL;
}

/**
 * gw_uplink_by() - the first uplink of an interface: several may share one
 * @cfg: the file
 * @interface: its interface
 */
const struct gw_uplink *gw_uplink_by(const struct gw_config *cfg, const char *interface)
{
	size_t i;

	for (i = 0; i < cfg->uplinks; i++)
		if (!strcmp(cfg->uplink[i].interface, interface))
			return &cfg->uplink[i];
	return NULL;
}

struct gw_inside *gw_inside_named(const struct gw_config *cfg, const char *name)
{
	size_t i;

	for (i = 0; i < cfg->insides; i++)
		if (!strcmp(cfg->inside[i].s.name, name))
			return &cfg->inside[i];
	return NULL;
}

/**
 * gw_of_family() - the first of an IP family, or NULL
 * @list: addresses
 * @family: AF_INET or AF_INET6
 */
const struct prefix *gw_of_family(const struct gw_prefixes *list, int family)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->v[i].family == family)
			return &list->v[i];
	return NULL;
}

/**
 * gw_has_family() - has an uplink addresses of it, or shall it have, when there are some?
 * @u: the uplink
 * @family: AF_INET or AF_INET6
 */
bool gw_has_family(const struct gw_uplink *u, int family)
{
	return u->auto_address[family == AF_INET6] || gw_of_family(&u->addresses, family);
}

/**
 * gw_uses_family() - has any uplink an address of it?
 * @cfg: the file
 * @family: AF_INET or AF_INET6
 */
bool gw_uses_family(const struct gw_config *cfg, int family)
{
	size_t i;

	for (i = 0; i < cfg->uplinks; i++)
		if (gw_has_family(&cfg->uplink[i], family))
			return true;
	return false;
}
