// SPDX-License-Identifier: GPL-2.0
/*
 * Functions on a gateway's file.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway/config/config.h"

/**
 * gw_of_family() - find the first address of an IP family
 * @list: addresses and networks
 * @family: AF_INET or AF_INET6
 *
 * Return: the address, or NULL
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
 * gw_has_family() - check whether an uplink is for an IP family
 * @u: the uplink
 * @family: AF_INET or AF_INET6
 *
 * Return: true if it has an address of the family, or takes those of its interface
 */
bool gw_has_family(const struct gw_uplink *u, int family)
{
	return u->auto_address[family == AF_INET6] || gw_of_family(&u->addresses, family);
}

/**
 * gw_uses_family() - check whether any uplink is for an IP family
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

/**
 * gw_reflects() - check whether replies of an IP family are reflected
 * @cfg: a checked file
 * @family: AF_INET or AF_INET6
 */
bool gw_reflects(const struct gw_config *cfg, int family)
{
	const struct gw_sources *from = &cfg->reflect.source;

	return cfg->reflect.s.line && gw_uses_family(cfg, family) &&
	       (from->all || gw_of_family(&from->list, family));
}

/**
 * gw_vrf_of() - find the VRF that an interface is a port of
 * @cfg: the file, after gw_look()
 * @interface: the interface
 *
 * Return: the VRF, or NULL
 */
const struct gw_vrf *gw_vrf_of(const struct gw_config *cfg, const char *interface)
{
	size_t i, j;

	for (i = 0; i < cfg->vrfs; i++)
		for (j = 0; j < cfg->vrf[i].ports.n; j++)
			if (!strcmp(cfg->vrf[i].ports.v[j], interface))
				return &cfg->vrf[i];
	return NULL;
}

/**
 * gw_forget_vrfs() - drop the VRFs that gw_look() found
 * @cfg: the file
 */
void gw_forget_vrfs(struct gw_config *cfg)
{
	size_t i;

	for (i = 0; i < cfg->vrfs; i++)
		free(cfg->vrf[i].ports.v);
	free(cfg->vrf);
	cfg->vrf = NULL;
	cfg->vrfs = 0;
}

/**
 * gw_free() - free a file
 * @cfg: the file
 */
void gw_free(struct gw_config *cfg)
{
	size_t i;

	for (i = 0; i < cfg->uplinks; i++) {
		free(cfg->uplink[i].gateways.v);
		free(cfg->uplink[i].addresses.v);
	}
	for (i = 0; i < cfg->insides; i++)
		free(cfg->inside[i].interfaces.v);
	for (i = 0; i < cfg->policies; i++) {
		struct gw_policy *p = &cfg->policy[i];

		free(p->uplink_names.v);
		free(p->uplinks.v);
		free(p->inside_names.v);
		free(p->insides.v);
		free(p->source.v);
		free(p->destination.v);
		free(p->protocols.v);
		free(p->ports.v);
		free(p->users.v);
	}
	for (i = 0; i < cfg->forwards; i++) {
		struct gw_forward *f = &cfg->forward[i];

		free(f->uplink_names.v);
		free(f->uplinks.v);
		free(f->address.v);
		free(f->protocols.v);
		free(f->ports.v);
		free(f->to.v);
	}
	free(cfg->reflect.source.list.v);
	gw_forget_vrfs(cfg);
	free(cfg->all.v);
	free(cfg->uplink);
	free(cfg->inside);
	free(cfg->policy);
	free(cfg->forward);
	free((char *)cfg->file);
}
