// SPDX-License-Identifier: GPL-2.0
/*
 * Inside interfaces that are ports of VRFs, whose networks may overlap.
 *
 * A conntrack zone, for the original direction only, distinguishes two hosts with the same
 * address.  Replies come in outside of all VRFs, to a translated address that is unique.
 * They get a mark, and a rule routes them by the table of their VRF.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/message.h"
#include "gateway/config/mark.h"
#include "gateway/config/values.h"
#include "gateway/look/vrf.h"
#include "kernel/link.h"

static struct gw_vrf *vrf_named(struct gw_config *cfg, const char *name)
{
	struct gw_vrf *v;
	size_t i;

	for (i = 0; i < cfg->vrfs; i++)
		if (!strcmp(cfg->vrf[i].name, name))
			return &cfg->vrf[i];
	v = array_append(&cfg->vrf, &cfg->vrfs, sizeof(*v));
	snprintf(v->name, sizeof(v->name), "%s", name);
	v->mark = gw_mark(cfg, cfg->vrfs);
	return v;
}

static int look_at_port(struct gw_config *cfg, const char *name)
{
	struct link link, master;
	char checked[IFNAMSIZ];
	struct gw_vrf *v;
	int err = link_find(name, &link);

	if (err <= 0 || !link.master)
		return err < 0 ? err : 0;
	err = link_find_index(link.master, &master);
	/* The master is not a VRF, but a bridge, for example. */
	if (err <= 0 || !master.vrf_table)
		return err < 0 ? err : 0;
	/* The name goes into the nftables table, as those of the file, which are checked. */
	if (!gw_take_interface(master.name, checked))
		return refuse("\"%s\" is a port of a VRF whose name cannot be used; rename it: letters and digits",
			      name);
	v = vrf_named(cfg, master.name);
	v->table = master.vrf_table;
	gw_take_interfaces(name, &v->ports);
	if (!v->mark)
		return refuse("\"mark\" in [gateway] has no room for another value for VRF %s; give it a wider mask, such as 0x100/0xff00",
			      v->name);
	return 0;
}

/**
 * gw_look_at_vrfs() - find the VRFs that inside interfaces are ports of
 * @cfg: the file; gets the VRFs
 *
 * Return: 0, or REFUSED after a message
 */
int gw_look_at_vrfs(struct gw_config *cfg)
{
	size_t i, j;
	int err = 0;

	gw_forget_vrfs(cfg);
	for (i = 0; i < cfg->insides; i++)
		for (j = 0; !err && j < cfg->inside[i].interfaces.n; j++)
			err = look_at_port(cfg, cfg->inside[i].interfaces.v[j]);
	return err;
}
