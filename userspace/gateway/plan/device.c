// SPDX-License-Identifier: GPL-2.0
/*
 * The nvi devices of a gateway.
 */
#include <string.h>

#include "base/message.h"
#include "gateway/plan/device.h"

/**
 * gw_want_link() - add a device to the wanted objects
 * @have: the objects that exist
 * @want: the wanted objects
 * @link: the device; gets the index of the one that exists
 * @section: the section of the file that names it
 *
 * Return: 0, or REFUSED after a message
 */
int gw_want_link(const struct gw_state *have, struct gw_state *want, struct link *link,
		 const char *section)
{
	const struct link *old;
	struct link there;
	size_t i;
	int found;

	for (i = 0; i < have->count; i++) {
		old = &have->object[i].link;
		if (have->object[i].kind != GW_LINK || strcmp(old->name, link->name))
			continue;
		link->ifindex = old->ifindex;
		/* a new device has the fast path off; an existing one has to get that */
		if (old->nvi.has[IFLA_NVI_FAST])
			link->nvi.has[IFLA_NVI_FAST] = true;
		gw_add(want, GW_LINK)->link = *link;
		return 0;
	}
	gw_add(want, GW_LINK)->link = *link;
	found = link_find(link->name, &there);
	if (found > 0)
		return refuse("device \"%s\" is there already, and \"nvictl gateway\" did not make it; \"device\" in [%s] gives another name",
			      link->name, section);
	return found;
}

/**
 * gw_want_device() - the device of both stages
 * @cfg: a checked file
 * @have: the objects that exist
 * @want: the device comes here
 * @ifindex: its index comes here; GW_NVI if it does not exist
 *
 * Return: 0, or REFUSED after a message
 */
int gw_want_device(const struct gw_config *cfg, const struct gw_state *have,
		   struct gw_state *want, __u32 *ifindex)
{
	struct link link = { .flags = IFF_UP, .alias = GW_ALIAS };
	int err;

	memcpy(link.name, cfg->device, sizeof(link.name));
	nvi_attrs_set(&link.nvi, IFLA_NVI_MODE, NVI_MODE_REINJECT);
	nvi_attrs_set(&link.nvi, IFLA_NVI_MARK, cfg->mark);
	nvi_attrs_set(&link.nvi, IFLA_NVI_MARK_MASK, cfg->mask);
	if (cfg->fast_on)
		nvi_attrs_set(&link.nvi, IFLA_NVI_FAST, NVI_FAST_ON);
	err = gw_want_link(have, want, &link, "gateway");
	*ifindex = link.ifindex ? link.ifindex : GW_NVI;
	return err;
}
