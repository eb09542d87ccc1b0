// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl gateway check: mistakes in the file, in the gateway and on the machine.
 */
#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "base/out.h"
#include "gateway/check/check.h"
#include "gateway/check/legacy.h"
#include "gateway/check/nft.h"
#include "gateway/check/rules.h"
#include "gateway/check/source.h"
#include "gateway/check/system.h"
#include "gateway/config/file.h"
#include "gateway/look/have.h"
#include "gateway/look/look.h"
#include "gateway/look/table.h"
#include "gateway/plan/diff.h"
#include "gateway/plan/want.h"
#include "kernel/link.h"
#include "kernel/route.h"

static int check_table(__u32 table, int family, const char *what, struct gw_findings *findings)
{
	const struct route_filter filter = {
		.family = family, .table = table, .type = RTN_UNICAST, .is_default = true,
	};
	struct route route;
	int found = route_find(&filter, &route);

	if (!found)
		gw_found(findings, "route", "table %u of %s has no default route of IPv%d, so its packets are dropped; \"nvictl gateway apply\" adds it if the interface is up and the gateway is in a network of the interface",
			 table, what, family == AF_INET ? 4 : 6);
	return found < 0 ? found : 0;
}

static int check_tables(const struct gw_config *cfg, struct gw_findings *findings)
{
	static const int families[] = { AF_INET, AF_INET6 };
	char what[48];
	int f, err = 0;
	size_t i;

	for (f = 0; !err && f < 2; f++) {
		if (gw_uses_family(cfg, families[f]))
			err = check_table(cfg->table, families[f], "stage 1", findings);
		if (!err && gw_reflects(cfg, families[f]))
			err = check_table(cfg->reflect.table, families[f], "reflection", findings);
		for (i = 0; !err && i < cfg->uplinks; i++) {
			snprintf(what, sizeof(what), "uplink %s", cfg->uplink[i].s.name);
			if (gw_of_family(&cfg->uplink[i].addresses, families[f]))
				err = check_table(cfg->uplink[i].table, families[f], what, findings);
		}
	}
	return err;
}

/* The kernel's rule l3mdev precedes the gateway's rules. */
static int check_vrfs(const struct gw_config *cfg, struct gw_findings *findings)
{
	struct route_filter filter = { .is_default = true };
	struct route route;
	int found = 0;
	size_t i;

	for (i = 0; found >= 0 && i < 2 * cfg->vrfs; i++) {
		const struct gw_vrf *v = &cfg->vrf[i / 2];

		filter.family = i % 2 ? AF_INET6 : AF_INET;
		filter.table = v->table;
		found = route_find(&filter, &route);
		if (found > 0)
			gw_found(findings, "vrf", "table %u of VRF %s has a default route of IPv%d, which packets from there take instead of the gateway's; ip -%d route del table %u default",
				 v->table, v->name, i % 2 ? 6 : 4, i % 2 ? 6 : 4, v->table);
	}
	return found < 0 ? found : 0;
}

/* Check that the gateway is applied; @same gets whether it is as the file says. */
static int check_applied(struct gw_config *cfg, __u32 *nvi, bool *same,
			 struct gw_findings *findings)
{
	struct gw_state have, want = { };
	struct gw_change c = { };
	char *listed = NULL;
	struct link link;
	int err, found = link_find(cfg->device, &link);

	*nvi = found > 0 ? link.ifindex : 0;
	err = found < 0 ? found : gw_have(&have);
	if (err)
		return err;
	err = gw_look(cfg);
	if (!err)
		err = gw_want(cfg, &have, &want);
	if (!err)
		err = gw_compare(&have, &want, &c);
	/* Reports what this kernel's nftables does not support. */
	if (!err && !have.nft)
		err = gw_table_try(want.nft, &listed);
	free(listed);
	if (!err && !have.nft && !*nvi)
		gw_found(findings, "gateway", "it is not applied; run \"nvictl gateway apply %s\"", cfg->file);
	else if (!err)
		err = check_tables(cfg, findings);
	if (!err)
		err = check_vrfs(cfg, findings);
	*same = gw_change_is_none(&c);
	gw_change_free(&c);
	gw_state_free(&want);
	gw_state_free(&have);
	return err;
}

/* Find the file that was applied last: the gateway's table has its path. */
static char *applied_file(void)
{
	char *nft = gw_table_list(false), *found = NULL, file[128];
	const char *comment = nft ? strstr(nft, "comment \"file ") : NULL;

	if (comment && sscanf(comment, "comment \"file %127[^\"]", file) == 1 && *file == '/')
		found = strdup(file);
	free(nft);
	return found;
}

static int check_all(struct gw_config *cfg, struct gw_findings *findings)
{
	bool same = true;
	__u32 nvi = 0;
	int err = check_applied(cfg, &nvi, &same, findings);

	if (!err)
		err = gw_check_rules(cfg, nvi, findings);
	if (!err)
		err = gw_check_nft(cfg, findings);
	if (!err) {
		gw_check_legacy(cfg, findings);
		gw_check_source(cfg, findings);
	}
	gw_check_system(cfg, findings);
	/* A specific finding makes this one redundant. */
	if (!err && !same && !findings->mistakes)
		gw_found(findings, "gateway", "it is not as the file says; \"nvictl gateway diff %s\" prints the difference, \"apply\" applies it",
			 cfg->file);
	return err;
}

/**
 * gw_check() - check a file and the machine
 * @file: the gateway's file; "": the file that was applied last
 *
 * Return: 0: no mistakes, -3: mistakes, BAD_INPUT: the file has mistakes, or REFUSED
 */
int gw_check(const char *file)
{
	char *applied = *file ? NULL : applied_file();
	struct gw_findings findings = { };
	struct gw_config cfg = { };
	int err;

	if (!*file && !applied)
		return refuse("no gateway is applied whose file is known; name the file");
	err = gw_read(*file ? file : applied, &cfg);
	free(applied);
	cfg.checks = true;
	if (!err) {
		out_array(NULL);
		err = check_all(&cfg, &findings);
		out_reset();
	}
	gw_free(&cfg);
	return !err && findings.mistakes ? -3 : err;
}
