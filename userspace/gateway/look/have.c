// SPDX-License-Identifier: GPL-2.0
/*
 * The current state of a gateway, read from the kernel.
 */
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "gateway/look/have.h"
#include "gateway/look/table.h"
#include "kernel/sysctl.h"

/* A device without an alias is the gateway's if the table names it: apply was interrupted. */
static int have_link(const struct link *link, void *arg)
{
	const struct gw_state *have = arg;
	char comment[48];

	snprintf(comment, sizeof(comment), "comment \"device %s\"", link->name);
	if (!strcmp(link->alias, GW_ALIAS) ||
	    (!*link->alias && have->nft && strstr(have->nft, comment)))
		gw_add(arg, GW_LINK)->link = *link;
	return 0;
}

struct routes {
	struct gw_state *state;
	size_t before;
};

static int have_route(const struct route *route, const struct nlmsghdr *msg, void *arg)
{
	struct routes *r = arg;

	(void)msg;
	/* The dump starts again. */
	if (!route)
		r->state->count = r->before;
	else if (route->protocol == NVICTL_PROTOCOL &&
		 (route->metric == GW_METRIC || route->metric == GW_METRIC_LAST))
		memcpy(&gw_add(r->state, GW_ROUTE)->route, route, sizeof(*route));
	return 0;
}

static int have_rules(struct gw_state *state, int family)
{
	const struct rules *rules = rules_get(family);
	size_t i;

	for (i = 0; rules && i < rules->count; i++)
		if (rule_is_of_gateway(&rules->rule[i]))
			gw_add(state, GW_RULE)->rule = rules->rule[i];
	return rules ? 0 : REFUSED;
}

/* A sysctl that has another value now than the gateway set is left alone. */
static void have_sysctl(struct gw_state *state, const char *text)
{
	struct gw_sysctl s = { };
	char now[12];

	if (sscanf(text, "sysctl %71s %11s was %11[^\"]", s.path, s.value, s.was) == 3 &&
	    !strstr(s.path, "..") && !strncmp(s.path, "net/", 4) &&
	    sysctl_read(s.path, now, sizeof(now)) && !strcmp(now, s.value))
		gw_add(state, GW_SYSCTL)->sysctl = s;
}

static void have_sysctls(struct gw_state *state)
{
	const char *comment = state->nft;

	while (comment && (comment = strstr(comment, "comment \""))) {
		comment += strlen("comment \"");
		have_sysctl(state, comment);
	}
}

/**
 * gw_have() - read the current state of the gateway
 * @have: gets the state
 *
 * Return: 0, or REFUSED after a message
 */
int gw_have(struct gw_state *have)
{
	struct routes r = { .state = have };
	struct route_filter filter = { .protocol = NVICTL_PROTOCOL };
	int err;

	memset(have, 0, sizeof(*have));
	have->nft = gw_table_list(false);
	have_sysctls(have);
	err = link_each_nvi(have_link, have);
	for (filter.family = AF_INET; !err; filter.family = AF_INET6) {
		r.before = have->count;
		err = routes_each(&filter, have_route, &r);
		if (filter.family == AF_INET6)
			break;
	}
	if (!err)
		err = have_rules(have, AF_INET);
	if (!err)
		err = have_rules(have, AF_INET6);
	return err;
}
