// SPDX-License-Identifier: GPL-2.0
/*
 * VRFs in the gateway's table, see gateway_vrf.c.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway.h"

/**
 * gw_vrf_of() - the VRF that an interface is a port of, or NULL
 * @cfg: the file, when its insides were looked at
 * @interface: the interface
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
 * gw_forget_vrfs() - they are looked for again, or not needed any more
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

static void print_names(FILE *out, const struct gw_config *cfg, const struct gw_names *list,
			bool vrfs, const char **comma)
{
	const struct gw_vrf *v;
	size_t i;

	for (i = 0; i < list->n; i++, *comma = ", ") {
		fprintf(out, "%s\"%s\"", *comma, list->v[i]);
		v = vrfs ? gw_vrf_of(cfg, list->v[i]) : NULL;
		if (v)
			fprintf(out, ", \"%s\"", v->name);
	}
}

/**
 * gw_nft_inside() - interfaces of an inside network, by commas
 * @out: where to
 * @cfg: the file
 * @in: the network
 * @vrfs: their VRFs as well: behind PRE_ROUTING packets come in by these
 * @comma: in front of the first; is ", " afterwards
 */
void gw_nft_inside(FILE *out, const struct gw_config *cfg, const struct gw_inside *in, bool vrfs,
		   const char **comma)
{
	print_names(out, cfg, &in->interfaces, vrfs, comma);
}

/**
 * gw_nft_zones() - in front of conntrack: a zone for each VRF
 * @out: where to
 * @cfg: the file
 */
void gw_nft_zones(FILE *out, const struct gw_config *cfg)
{
	const char *comma;
	size_t i;

	for (i = 0; i < cfg->vrfs; i++) {
		comma = "";
		fputs("\t\tiifname { ", out);
		print_names(out, cfg, &cfg->vrf[i].ports, false, &comma);
		fprintf(out, " } ct original zone set %zu comment \"vrf %s\"\n", GW_FIRST_ZONE + i,
			cfg->vrf[i].name);
	}
}

static void print_marks(FILE *out, const struct gw_config *cfg, bool uplinks)
{
	size_t i;

	for (i = 0; i < cfg->vrfs; i++) {
		fputs("\t\t", out);
		if (uplinks)
			gw_nft_interfaces(out, cfg, true);
		fprintf(out, "ct direction reply ct original zone %zu meta mark set meta mark & 0x%08x | 0x%08x comment \"vrf %s\"\n",
			GW_FIRST_ZONE + i, ~cfg->mask, cfg->vrf[i].mark, cfg->vrf[i].name);
	}
}

/**
 * gw_nft_vrfs() - answers, and ICMP errors of stage 2, get the mark of their VRF
 * @out: where to
 * @cfg: the file
 */
void gw_nft_vrfs(FILE *out, const struct gw_config *cfg)
{
	if (!cfg->vrfs)
		return;
	fputs("\tchain answers {\n\t\ttype filter hook prerouting priority mangle; policy accept;\n",
	      out);
	print_marks(out, cfg, true);
	fputs("\t}\n\tchain errors {\n\t\ttype route hook output priority mangle; policy accept;\n",
	      out);
	print_marks(out, cfg, false);
	fputs("\t}\n", out);
}
