// SPDX-License-Identifier: GPL-2.0
/*
 * Source NAT in the gateway's table: policies choose an uplink, and the uplink's chain
 * chooses the address.  NAT chains see the first packet of a connection only, so the
 * choice is for the whole connection.
 */
#include "gateway/plan/nft_match.h"
#include "gateway/plan/nft_nat.h"

static const int families[] = { AF_INET, AF_INET6 };

/* A network is a pool: print the range of all its addresses. */
static void print_pool(FILE *out, const struct prefix *p)
{
	struct prefix first = *p, last = *p;
	unsigned int i, bits = 8 * prefix_bytes(p->family);

	first.len = bits;
	last.len = bits;
	for (i = p->len; i < bits; i++)
		last.addr[i / 8] |= 0x80 >> i % 8;
	gw_nft_address(out, &first);
	if (p->len == bits)
		return;
	fputc('-', out);
	gw_nft_address(out, &last);
	fputs(" persistent", out);
}

static void print_snat(FILE *out, const struct gw_prefixes *addresses, int family)
{
	size_t i, n = 0, k = 0;

	for (i = 0; i < addresses->n; i++)
		n += addresses->v[i].family == family;
	if (!n)
		return;
	fprintf(out, "\t\tsnat %s to ", gw_nft_ip(family));
	if (n == 1) {
		print_pool(out, gw_of_family(addresses, family));
		fputc('\n', out);
		return;
	}
	/* The hash gives an inside host the same address for each connection. */
	fprintf(out, "jhash %s saddr mod %zu map { ", gw_nft_ip(family), n);
	for (i = 0; i < addresses->n; i++) {
		if (addresses->v[i].family != family)
			continue;
		fprintf(out, "%s%zu : ", k ? ", " : "", k);
		gw_nft_address(out, &addresses->v[i]);
		k++;
	}
	fputs(" }\n", out);
}

/**
 * gw_nft_uplinks() - print the chain of each uplink
 * @out: output
 * @cfg: the file
 */
void gw_nft_uplinks(FILE *out, const struct gw_config *cfg)
{
	size_t i;

	for (i = 0; i < cfg->uplinks; i++) {
		fprintf(out, "\tchain uplink-%s {\n", cfg->uplink[i].s.name);
		print_snat(out, &cfg->uplink[i].addresses, AF_INET);
		print_snat(out, &cfg->uplink[i].addresses, AF_INET6);
		fputs("\t}\n", out);
	}
}

static void print_insides(FILE *out, const struct gw_config *cfg, const struct gw_insides *list)
{
	const char *comma = "";
	size_t i;

	fputs("iifname { ", out);
	for (i = 0; i < list->n; i++)
		gw_nft_names(out, cfg, &list->v[i]->interfaces, true, &comma);
	fputs(" } ", out);
}

static void print_selectors(FILE *out, const struct gw_config *cfg, const struct gw_policy *p,
			    int family)
{
	fprintf(out, "\t\tmeta nfproto ipv%d ", family == AF_INET ? 4 : 6);
	if (p->insides.n)
		print_insides(out, cfg, &p->insides);
	if (p->source.n)
		gw_nft_prefixes(out, &p->source, family, "saddr");
	if (p->destination.n)
		gw_nft_prefixes(out, &p->destination, family, "daddr");
	if (p->protocols.n)
		gw_nft_ranges(out, &p->protocols, "meta l4proto");
	else if (p->ports.n)
		fputs("meta l4proto { tcp, udp } ", out);
	if (p->ports.n)
		gw_nft_ranges(out, &p->ports, "th dport");
	if (p->users.n)
		gw_nft_ranges(out, &p->users, "meta skuid");
	if (p->mask)
		fprintf(out, "meta mark & 0x%08x == 0x%08x ", p->mask, p->mark);
}

/*
 * True if an uplink can be chosen, among those that are alive or among those that are dead.
 * If all are dead, a dead one is chosen, so that wrong probes do not drop all traffic.
 */
static bool usable(const struct gw_uplink *u, int family, bool dead)
{
	return !u->down && !u->lost[family == AF_INET6] && u->dead == dead && gw_of_family(&u->addresses, family);
}

static unsigned int count_usable(const struct gw_uplinks *list, int family, bool dead,
				 unsigned int *weights)
{
	unsigned int n = 0;
	size_t i;

	*weights = 0;
	for (i = 0; i < list->n; i++) {
		if (!usable(list->v[i], family, dead))
			continue;
		*weights += list->v[i]->weight;
		n++;
	}
	return n;
}

/* Print the choice of an uplink: by weight, in turn; the first usable one; or drop. */
static void print_choice(FILE *out, const struct gw_uplinks *list, bool by_weight, int family)
{
	unsigned int sum, n = count_usable(list, family, false, &sum);
	const struct gw_uplink *u;
	bool dead = !n;
	size_t i;

	if (dead)
		n = count_usable(list, family, true, &sum);
	by_weight = by_weight && n > 1;
	if (by_weight)
		fprintf(out, "counter numgen inc mod %u vmap { ", sum);
	else if (!n)
		fputs("counter drop", out);
	for (i = 0, sum = 0; n && i < list->n; i++) {
		u = list->v[i];
		if (!usable(u, family, dead))
			continue;
		if (!by_weight) {
			fprintf(out, "counter goto uplink-%s", u->s.name);
			return;
		}
		fprintf(out, "%s%u-%u : goto uplink-%s", sum ? ", " : "", sum, sum + u->weight - 1,
			u->s.name);
		sum += u->weight;
	}
	fputs(by_weight ? " }" : "", out);
}

/* True if a policy has uplinks and addresses of the IP family. */
static bool concerns(const struct gw_policy *p, int family)
{
	bool any = false;
	size_t i;

	for (i = 0; i < p->uplinks.n; i++)
		any |= gw_has_family(p->uplinks.v[i], family);
	return any && (!p->source.n || gw_of_family(&p->source, family)) &&
	       (!p->destination.n || gw_of_family(&p->destination, family));
}

/**
 * gw_nft_policies() - print the chain of packets that leave by the nvi device
 * @out: output
 * @cfg: the file
 */
void gw_nft_policies(FILE *out, const struct gw_config *cfg)
{
	size_t i;
	int f;

	fputs("\tchain policies {\n", out);
	for (i = 0; i < cfg->policies; i++)
		for (f = 0; f < 2; f++) {
			const struct gw_policy *p = &cfg->policy[i];

			if (!concerns(p, families[f]))
				continue;
			print_selectors(out, cfg, p, families[f]);
			print_choice(out, &p->uplinks, p->choose == GW_CHOOSE_WEIGHT, families[f]);
			fprintf(out, " comment \"policy %s\"\n", p->s.name);
		}
	for (f = 0; f < 2; f++) {
		fprintf(out, "\t\tmeta nfproto ipv%d ", families[f] == AF_INET ? 4 : 6);
		print_choice(out, &cfg->all, false, families[f]);
		fputs(" comment \"no policy\"\n", out);
	}
	fputs("\t}\n", out);
}
