// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl gateway check: every mistake that can be seen, in the file and on the machine.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "gateway/check/check.h"
#include "gateway/look/have.h"
#include "gateway/look/look.h"
#include "base/out.h"

static unsigned int mistakes;

static void __printf(3, 0) say(const char *subject, const char *key, const char *format,
			       va_list list)
{
	char said[512];

	vsnprintf(said, sizeof(said), format, list);
	out_object(NULL);
	out_string("subject", subject);
	out_string(key, said);
	out_text("%s: %s\n", subject, said);
	out_close();
}

/**
 * gw_found() - a mistake
 * @subject: what it is about, for programs: one word
 * @format: one sentence: what is wrong; and behind a semicolon, what to do
 */
void gw_found(const char *subject, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(subject, "mistake", format, list);
	va_end(list);
	mistakes++;
}

/**
 * gw_noted() - what is not a mistake, and yet is to be known
 * @subject: what it is about, for programs: one word
 * @format: one sentence, and behind a semicolon, what would be otherwise
 */
void gw_noted(const char *subject, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(subject, "note", format, list);
	va_end(list);
}

static int check_table(__u32 table, int family, const char *what)
{
	const struct route_filter filter = {
		.family = family, .table = table, .type = RTN_UNICAST, .is_default = true,
	};
	struct route route;
	int found = route_find(&filter, &route);

	if (!found)
		gw_found("route", "table %u of %s has no default route of IPv%d, so its packets are dropped; \"nvictl gateway apply\" makes it, if the interface is up and its gateway is in a network of it",
			 table, what, family == AF_INET ? 4 : 6);
	return found < 0 ? found : 0;
}

static int check_tables(const struct gw_config *cfg)
{
	static const int families[] = { AF_INET, AF_INET6 };
	char what[48];
	int f, err = 0;
	size_t i;

	for (f = 0; !err && f < 2; f++) {
		if (gw_uses_family(cfg, families[f]))
			err = check_table(cfg->table, families[f], "stage 1");
		if (!err && gw_reflects(cfg, families[f]))
			err = check_table(cfg->reflect.table, families[f], "reflection");
		for (i = 0; !err && i < cfg->uplinks; i++) {
			snprintf(what, sizeof(what), "uplink %s", cfg->uplink[i].s.name);
			if (gw_of_family(&cfg->uplink[i].addresses, families[f]))
				err = check_table(cfg->uplink[i].table, families[f], what);
		}
	}
	return err;
}

/* The kernel's rule for VRFs comes before the gateway's. */
static int check_vrfs(const struct gw_config *cfg)
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
			gw_found("vrf", "table %u of VRF %s has a default route of IPv%d, which packets from there take instead of the gateway's; ip -%d route del table %u default",
				 v->table, v->name, i % 2 ? 6 : 4, i % 2 ? 6 : 4, v->table);
	}
	return found < 0 ? found : 0;
}

/* Is it there, and, into @same, as the file says? */
static int check_applied(struct gw_config *cfg, __u32 *nvi, bool *same)
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
	/* what the kernel's nftables lacks is said there */
	if (!err && !have.nft)
		err = gw_table_try(want.nft, &listed);
	free(listed);
	if (!err && !have.nft && !*nvi)
		gw_found("gateway", "it is not there; \"nvictl gateway apply %s\" makes it", cfg->file);
	else if (!err)
		err = check_tables(cfg);
	if (!err)
		err = check_vrfs(cfg);
	*same = gw_change_is_none(&c);
	gw_change_free(&c);
	gw_state_free(&want);
	gw_state_free(&have);
	return err;
}

/* The file that was applied last: its path is kept in the gateway's table. */
static char *applied_file(void)
{
	char *nft = gw_table_list(false), *found = NULL, file[128];
	const char *comment = nft ? strstr(nft, "comment \"file ") : NULL;

	if (comment && sscanf(comment, "comment \"file %127[^\"]", file) == 1 && *file == '/')
		found = strdup(file);
	free(nft);
	return found;
}

static int check_all(struct gw_config *cfg)
{
	bool same = true;
	__u32 nvi = 0;
	int err = check_applied(cfg, &nvi, &same);

	if (!err)
		err = gw_check_rules(cfg, nvi);
	if (!err)
		err = gw_check_nft(cfg);
	if (!err) {
		gw_check_legacy(cfg);
		gw_check_source(cfg);
	}
	gw_check_system(cfg);
	/* what has a sentence of its own is not told twice */
	if (!err && !same && !mistakes)
		gw_found("gateway", "it is not as the file says; \"nvictl gateway diff %s\" shows what is different, \"apply\" makes it so",
			 cfg->file);
	return err;
}

/**
 * gw_check() - look at everything
 * @file: the gateway's file; "": the one that was applied
 *
 * Return: 0: nothing found, -3: something, BAD_INPUT: the file is wrong, REFUSED
 */
int gw_check(const char *file)
{
	char *applied = *file ? NULL : applied_file();
	struct gw_config cfg = { };
	int err;

	mistakes = 0;
	if (!*file && !applied)
		return refuse("there is no gateway here whose file is known; name the file");
	err = gw_read(*file ? file : applied, &cfg);
	free(applied);
	cfg.checks = true;
	if (!err) {
		out_array(NULL);
		err = check_all(&cfg);
		out_reset();
	}
	gw_free(&cfg);
	return !err && mistakes ? -3 : err;
}
