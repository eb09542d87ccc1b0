// SPDX-License-Identifier: GPL-2.0
/*
 * Words of nftables that several chains of the gateway's table use.
 */
#include "gateway/plan/nft_match.h"

/**
 * gw_nft_ip() - name the protocol of an IP family
 * @family: AF_INET or AF_INET6
 *
 * Return: "ip" or "ip6"
 */
const char *gw_nft_ip(int family)
{
	return family == AF_INET ? "ip" : "ip6";
}

/**
 * gw_nft_address() - print an address or a network
 * @out: output
 * @p: the address
 */
void gw_nft_address(FILE *out, const struct prefix *p)
{
	char buf[64];

	fputs(prefix_text(p, buf, sizeof(buf)), out);
}

/**
 * gw_nft_names() - print interfaces, separated by commas
 * @out: output
 * @cfg: the file
 * @list: the interfaces
 * @vrfs: add the VRFs that they are ports of: after PRE_ROUTING these are the input
 *	interfaces of their packets
 * @comma: printed before the first interface; is ", " afterwards
 */
void gw_nft_names(FILE *out, const struct gw_config *cfg, const struct gw_names *list, bool vrfs,
		  const char **comma)
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
 * gw_nft_interfaces() - print the match iifname { ... }
 * @out: output
 * @cfg: the file
 * @uplinks: true: the interfaces of all uplinks, false: all inside interfaces
 */
void gw_nft_interfaces(FILE *out, const struct gw_config *cfg, bool uplinks)
{
	const char *comma = "";
	size_t i;

	fputs("iifname { ", out);
	for (i = 0; uplinks && i < cfg->uplinks; i++)
		if (cfg->uplink[i].first)
			fprintf(out, "%s\"%s\"", i ? ", " : "", cfg->uplink[i].interface);
	for (i = 0; !uplinks && i < cfg->insides; i++)
		gw_nft_names(out, cfg, &cfg->inside[i].interfaces, true, &comma);
	fputs(" } ", out);
}

/**
 * gw_nft_prefixes() - print the match ip saddr { ... } or ip daddr { ... }
 * @out: output
 * @list: addresses and networks
 * @family: IP family of those to print
 * @word: saddr or daddr
 */
void gw_nft_prefixes(FILE *out, const struct gw_prefixes *list, int family, const char *word)
{
	const char *comma = "";
	size_t i;

	fprintf(out, "%s %s { ", gw_nft_ip(family), word);
	for (i = 0; i < list->n; i++) {
		if (list->v[i].family != family)
			continue;
		fputs(comma, out);
		gw_nft_address(out, &list->v[i]);
		comma = ", ";
	}
	fputs(" } ", out);
}

/**
 * gw_nft_ranges() - print a match of numbers
 * @out: output
 * @list: the numbers
 * @words: what is matched, such as "th dport"
 */
void gw_nft_ranges(FILE *out, const struct gw_ranges *list, const char *words)
{
	size_t i;

	fprintf(out, "%s { ", words);
	for (i = 0; i < list->n; i++) {
		fprintf(out, "%s%u", i ? ", " : "", list->v[i].start);
		if (list->v[i].end != list->v[i].start)
			fprintf(out, "-%u", list->v[i].end);
	}
	fputs(" } ", out);
}
