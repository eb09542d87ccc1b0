// SPDX-License-Identifier: GPL-2.0
/*
 * The gateway's nftables table, as text.
 */
#include <string.h>

#include "gateway/plan/nft.h"
#include "gateway/plan/nft_forward.h"
#include "gateway/plan/nft_marks.h"
#include "gateway/plan/nft_match.h"
#include "gateway/plan/nft_nat.h"

static void print_stage2(FILE *out, const struct gw_config *cfg)
{
	fprintf(out, "\t\tct state untracked meta mark & 0x%08x == 0x%08x counter accept comment \"stage 2\"\n",
		cfg->mask, cfg->mark);
}

/* Drop packets whose source address does not belong to their input interface. */
static void print_spoofing(FILE *out, const struct gw_config *cfg)
{
	const char *comma = "";
	bool strict = false;
	size_t i;

	fputs("\tchain prerouting {\n\t\ttype filter hook prerouting priority raw; policy accept;\n",
	      out);
	print_stage2(out, cfg);
	for (i = 0; i < cfg->insides; i++)
		strict |= cfg->inside[i].source_check == GW_SOURCE_STRICT;
	/* IPv4 has rp_filter. */
	if (strict) {
		fputs("\t\tiifname { ", out);
		for (i = 0; i < cfg->insides; i++)
			gw_nft_names(out, cfg, &cfg->inside[i].interfaces, false, &comma);
		fputs(" } ip6 saddr != { ::, fe80::/10 } fib saddr . iif oif missing counter drop comment \"spoofed\"\n",
		      out);
	}
	fputs("\t\t", out);
	gw_nft_interfaces(out, cfg, true);
	fputs("fib saddr oifname { ", out);
	for (comma = "", i = 0; i < cfg->insides; i++)
		gw_nft_names(out, cfg, &cfg->inside[i].interfaces, false, &comma);
	fputs(" } counter drop comment \"inside source from outside\"\n", out);
	gw_nft_zones(out, cfg);
	fputs("\t}\n", out);
}

static void print_forward(FILE *out, const struct gw_config *cfg)
{
	fputs("\tchain forward {\n\t\ttype filter hook forward priority filter; policy accept;\n", out);
	print_stage2(out, cfg);
	if (cfg->firewall) {
		fputs("\t\t", out);
		gw_nft_interfaces(out, cfg, true);
		fputs("ct state established,related accept\n\t\t", out);
		gw_nft_interfaces(out, cfg, true);
		fputs("ct status dnat accept comment \"port forwards\"\n\t\t", out);
		gw_nft_interfaces(out, cfg, true);
		fputs("counter drop comment \"a connection from outside\"\n", out);
	}
	fputs("\t}\n", out);
}

/*
 * IPv6 accepts any packet-too-big error about a packet of the router's own, and adds an
 * exception to the main table's default route.  suppress_prefixlength does not suppress an
 * exception, so packets from inside to that destination would bypass the nvi device
 * (tests/net/forged_mtu.sh).
 */
static void print_input(FILE *out, const struct gw_config *cfg)
{
	if (!cfg->firewall)
		return;
	fputs("\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n"
	      "\t\ticmpv6 type packet-too-big ct state invalid counter drop comment \"forged MTU\"\n\t}\n",
	      out);
}

/* A chain that no rule jumps to: state of the gateway that the kernel has no place for. */
static void print_state(FILE *out, const struct gw_config *cfg, const struct gw_state *want)
{
	const char *file = strlen(cfg->file) < 100 && !strpbrk(cfg->file, "\"\\\n") ? cfg->file : "?";
	size_t i;

	fprintf(out, "\tchain state {\n\t\tcontinue comment \"file %s\"\n", file);
	fprintf(out, "\t\tcontinue comment \"device %s\"\n", cfg->device);
	if (cfg->reflect.s.line)
		fprintf(out, "\t\tcontinue comment \"device %s\"\n", cfg->reflect.device);
	for (i = 0; i < want->count; i++) {
		const struct gw_sysctl *s = &want->object[i].sysctl;

		if (want->object[i].kind == GW_SYSCTL)
			fprintf(out, "\t\tcontinue comment \"sysctl %s %s was %s\"\n", s->path,
				s->value, s->was);
	}
	for (i = 0; i < cfg->uplinks; i++)
		if (cfg->uplink[i].dead)
			fprintf(out, "\t\tcontinue comment \"dead %s\"\n", cfg->uplink[i].s.name);
	fputs("\t}\n", out);
}

/**
 * gw_nft() - make the wanted table
 * @cfg: the file, after gw_look()
 * @want: the wanted state, with its sysctls
 *
 * Return: text, to be freed; NULL if there is no memory
 */
char *gw_nft(const struct gw_config *cfg, const struct gw_state *want)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	fputs("table inet " GW_TABLE " {\n", out);
	print_state(out, cfg, want);
	print_spoofing(out, cfg);
	print_input(out, cfg);
	print_forward(out, cfg);
	gw_nft_marks(out, cfg);
	gw_nft_uplinks(out, cfg);
	gw_nft_policies(out, cfg);
	gw_nft_forwards(out, cfg);
	fputs("}\n", out);
	fclose(out);
	return text;
}
