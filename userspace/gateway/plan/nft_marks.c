// SPDX-License-Identifier: GPL-2.0
/*
 * Marks of replies, for rules: of VRFs, see plan/vrf.c, and of reflection, see
 * plan/reflect.c.
 */
#include "gateway/config/mark.h"
#include "gateway/plan/nft_marks.h"
#include "gateway/plan/nft_match.h"
#include "kernel/owns.h"

/**
 * gw_nft_zones() - print the conntrack zones of VRFs, for a chain before conntrack
 * @out: output
 * @cfg: the file
 */
void gw_nft_zones(FILE *out, const struct gw_config *cfg)
{
	const char *comma;
	size_t i;

	for (i = 0; i < cfg->vrfs; i++) {
		comma = "";
		fputs("\t\tiifname { ", out);
		gw_nft_names(out, cfg, &cfg->vrf[i].ports, false, &comma);
		fprintf(out, " } ct original zone set %zu comment \"vrf %s\"\n", GW_FIRST_ZONE + i,
			cfg->vrf[i].name);
	}
}

static void print_mark(FILE *out, const struct gw_config *cfg, __u32 mark, const char *what)
{
	fprintf(out, "meta mark set meta mark & 0x%08x | 0x%08x comment \"%s\"\n", ~cfg->mask, mark,
		what);
}

static void print_vrfs(FILE *out, const struct gw_config *cfg, bool uplinks)
{
	char what[32];
	size_t i;

	for (i = 0; i < cfg->vrfs; i++) {
		snprintf(what, sizeof(what), "vrf %s", cfg->vrf[i].name);
		fputs("\t\t", out);
		if (uplinks)
			gw_nft_interfaces(out, cfg, true);
		fprintf(out, "ct direction reply ct original zone %zu ", GW_FIRST_ZONE + i);
		print_mark(out, cfg, cfg->vrf[i].mark, what);
	}
}

static void print_reflect(FILE *out, const struct gw_config *cfg, bool inside, int family)
{
	const struct gw_sources *from = &cfg->reflect.source;

	if (!from->all && !gw_of_family(&from->list, family))
		return;
	fputs("\t\t", out);
	if (inside)
		gw_nft_interfaces(out, cfg, false);
	if (from->all)
		fprintf(out, "meta nfproto ipv%d ", family == AF_INET ? 4 : 6);
	else
		gw_nft_prefixes(out, &from->list, family, "saddr");
	fputs("ct direction reply ", out);
	print_mark(out, cfg, gw_mark(cfg, 0), "reflect");
}

static void print_marks(FILE *out, const struct gw_config *cfg, bool wire)
{
	if (cfg->reflect.s.line) {
		print_reflect(out, cfg, wire, AF_INET);
		print_reflect(out, cfg, wire, AF_INET6);
	}
	/* Last: an error that the router sends may belong to a connection of a VRF. */
	print_vrfs(out, cfg, wire);
}

/**
 * gw_nft_marks() - print the chains that mark replies, forwarded and of the router itself
 * @out: output
 * @cfg: the file
 */
void gw_nft_marks(FILE *out, const struct gw_config *cfg)
{
	if (!cfg->vrfs && !cfg->reflect.s.line)
		return;
	fputs("\tchain answers {\n\t\ttype filter hook prerouting priority mangle; policy accept;\n",
	      out);
	print_marks(out, cfg, true);
	fputs("\t}\n\tchain own-answers {\n\t\ttype route hook output priority mangle; policy accept;\n",
	      out);
	print_marks(out, cfg, false);
	fputs("\t}\n", out);
}
