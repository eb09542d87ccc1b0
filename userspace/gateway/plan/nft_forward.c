// SPDX-License-Identifier: GPL-2.0
/*
 * Port forwards in the gateway's table, and its base chains of NAT.
 */
#include "gateway/plan/nft_forward.h"
#include "gateway/plan/nft_match.h"

static void print_rule(FILE *out, const struct gw_config *cfg, const struct gw_forward *f,
		       const struct gw_uplink *u, const struct prefix *address, int proto, bool inside)
{
	const char *ip = gw_nft_ip(address->family);
	const struct prefix *to = gw_of_family(&f->to, address->family);
	char buf[64];
	size_t i;

	fputs("\t\t", out);
	/* Without named uplinks, the address of one is accepted from the others, too. */
	if (!inside && f->uplinks.n)
		fprintf(out, "iifname \"%s\" ", u->interface);
	else
		gw_nft_interfaces(out, cfg, !inside);
	fprintf(out, "%s daddr %s ", ip, prefix_text(address, buf, sizeof(buf)));
	if (proto)
		fprintf(out, "meta l4proto %d ", proto);
	for (i = 0; i < f->ports.n; i++)
		fprintf(out, "%s%u-%u%s", i ? ", " : "th dport { ", f->ports.v[i].start,
			f->ports.v[i].end, i + 1 < f->ports.n ? "" : " } ");
	prefix_text(to, buf, sizeof(buf));
	fprintf(out, "counter dnat %s to ", ip);
	if (f->to_port)
		fprintf(out, ip[2] ? "[%s]:%u" : "%s:%u", buf, f->to_port);
	else
		fputs(buf, out);
	fprintf(out, " comment \"forward %s\"\n", f->s.name);
}

/* One rule for each protocol: nftables needs the protocol to translate a port. */
static void print_rules(FILE *out, const struct gw_config *cfg, const struct gw_forward *f,
			const struct gw_uplink *u, const struct prefix *address)
{
	size_t i;

	if (!gw_of_family(&f->to, address->family))
		return;
	for (i = 0; i < f->protocols.n; i++) {
		print_rule(out, cfg, f, u, address, f->protocols.v[i].start, false);
		if (f->hairpin)
			print_rule(out, cfg, f, u, address, f->protocols.v[i].start, true);
	}
	if (f->protocols.n)
		return;
	print_rule(out, cfg, f, u, address, 0, false);
	if (f->hairpin)
		print_rule(out, cfg, f, u, address, 0, true);
}

static bool comes_by(const struct gw_forward *f, const struct gw_uplink *u)
{
	size_t i;

	for (i = 0; i < f->uplinks.n; i++)
		if (f->uplinks.v[i] == u)
			return true;
	return !f->uplinks.n;
}

static void print_forward(FILE *out, const struct gw_config *cfg, const struct gw_forward *f)
{
	const struct gw_prefixes *addresses;
	size_t i, j, k;

	for (i = 0; i < cfg->uplinks; i++) {
		const struct gw_uplink *u = &cfg->uplink[i];

		if (!comes_by(f, u))
			continue;
		addresses = f->address.n ? &f->address : &u->addresses;
		for (j = 0; j < addresses->n; j++) {
			/* The file may name addresses of other uplinks. */
			for (k = 0; k < u->addresses.n; k++)
				if (prefix_has(&u->addresses.v[k], &addresses->v[j]))
					break;
			if (k < u->addresses.n)
				print_rules(out, cfg, f, u, &addresses->v[j]);
		}
	}
}

/**
 * gw_nft_forwards() - print the base chains of NAT
 * @out: output
 * @cfg: the file
 */
void gw_nft_forwards(FILE *out, const struct gw_config *cfg)
{
	bool hairpin = false;
	size_t i;

	fputs("\tchain dstnat {\n\t\ttype nat hook prerouting priority dstnat; policy accept;\n", out);
	for (i = 0; i < cfg->forwards; i++) {
		print_forward(out, cfg, &cfg->forward[i]);
		hairpin |= cfg->forward[i].hairpin;
	}
	fputs("\t}\n\tchain srcnat {\n\t\ttype nat hook postrouting priority srcnat; policy accept;\n",
	      out);
	fprintf(out, "\t\toifname \"%s\" goto policies\n", cfg->device);
	/* Networks connected to an uplink are routed without the nvi device. */
	for (i = 0; i < cfg->uplinks; i++) {
		if (!cfg->uplink[i].first)
			continue;
		fputs("\t\t", out);
		gw_nft_interfaces(out, cfg, false);
		fprintf(out, "oifname \"%s\" goto uplink-%s\n", cfg->uplink[i].interface,
			cfg->uplink[i].s.name);
	}
	/* The server's reply has to come back through the router. */
	if (hairpin) {
		fputs("\t\t", out);
		gw_nft_interfaces(out, cfg, false);
		fputs("ct status dnat masquerade comment \"hairpin\"\n", out);
	}
	fputs("\t}\n", out);
}
