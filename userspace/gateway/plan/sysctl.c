// SPDX-License-Identifier: GPL-2.0
/*
 * The wanted sysctls of a gateway: forwarding, and source validation as strict as possible.
 *
 * The values before the gateway was applied are kept in the gateway's nftables table, as
 * comments of a chain that no rule jumps to.  Unlike a file, the table belongs to the
 * network namespace and ends with it.
 */
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "gateway/plan/sysctl.h"
#include "kernel/sysctl.h"

static const struct gw_sysctl *recorded(const struct gw_state *have, const char *path)
{
	size_t i;

	for (i = 0; i < have->count; i++)
		if (have->object[i].kind == GW_SYSCTL &&
		    !strcmp(have->object[i].sysctl.path, path))
			return &have->object[i].sysctl;
	return NULL;
}

/* A sysctl that had the wanted value before the gateway was applied is not recorded. */
static void want(const struct gw_state *have, struct gw_state *state, const char *path, int value)
{
	const struct gw_sysctl *old = recorded(have, path);
	struct gw_sysctl s = { };

	snprintf(s.path, sizeof(s.path), "%s", path);
	snprintf(s.value, sizeof(s.value), "%d", value);
	if (old)
		memcpy(s.was, old->was, sizeof(s.was));
	else if (!sysctl_read(path, s.was, sizeof(s.was)) || !strcmp(s.was, s.value))
		return;
	gw_add(state, GW_SYSCTL)->sysctl = s;
}

/* A sysctl that does not exist counts as 0. */
static int number(const char *path)
{
	int n = sysctl_read_number(path);

	return n < 0 ? 0 : n;
}

/* The kernel uses the maximum of "all" and the interface's value; 2 is loose, 1 strict. */
static void want_rp_filter(const struct gw_config *cfg, const struct gw_state *have,
			   struct gw_state *state, const char *interface, int value)
{
	int all = number("net/ipv4/conf/all/rp_filter");
	const struct gw_sysctl *old;
	char path[72];
	int now;

	snprintf(path, sizeof(path), "net/ipv4/conf/%s/rp_filter", interface);
	old = recorded(have, path);
	/* the value without the gateway */
	now = old ? atoi(old->was) : number(path);
	if (all > value && value == 1 && cfg->quiet)
		return;
	if (all > value && value == 1)
		warn("net.ipv4.conf.all.rp_filter is %d, so source validation is not strict on \"%s\"; set it to 0 or 1",
		     all, interface);
	else if ((all > now ? all : now) != value)
		want(have, state, path, value);
}

/*
 * With accept_ra = 1 a router ignores router advertisements; 2 accepts them.  It is set
 * before forwarding, which deletes the routes of earlier advertisements.  0 is left
 * unchanged: a daemon handles the advertisements.
 */
static void want_accept_ra(const struct gw_state *have, struct gw_state *state,
			   const struct gw_uplink *u)
{
	const struct gw_sysctl *old;
	char path[72];

	if (!u->auto_address[1] && !u->auto_gateway[1])
		return;
	snprintf(path, sizeof(path), "net/ipv6/conf/%s/accept_ra", u->interface);
	old = recorded(have, path);
	if ((old ? atoi(old->was) : number(path)) == 1)
		want(have, state, path, 2);
}

/**
 * gw_want_sysctls() - add the sysctls that the gateway has to set
 * @cfg: the file, after gw_look()
 * @have: the current state
 * @state: the wanted state
 *
 * Return: 0
 */
int gw_want_sysctls(const struct gw_config *cfg, const struct gw_state *have,
		    struct gw_state *state)
{
	size_t i, j;

	for (i = 0; i < cfg->uplinks; i++)
		want_accept_ra(have, state, &cfg->uplink[i]);
	if (gw_uses_family(cfg, AF_INET))
		want(have, state, "net/ipv4/ip_forward", 1);
	if (gw_uses_family(cfg, AF_INET6))
		want(have, state, "net/ipv6/conf/all/forwarding", 1);
	/* The route to a client may be by another uplink than its packets came by. */
	for (i = 0; i < cfg->uplinks; i++)
		want_rp_filter(cfg, have, state, cfg->uplink[i].interface, 2);
	for (i = 0; i < cfg->insides; i++)
		for (j = 0; cfg->inside[i].source_check != GW_SOURCE_KEEP &&
		     j < cfg->inside[i].interfaces.n; j++)
			want_rp_filter(cfg, have, state, cfg->inside[i].interfaces.v[j],
				       cfg->inside[i].source_check == GW_SOURCE_STRICT ? 1 : 2);
	return 0;
}
