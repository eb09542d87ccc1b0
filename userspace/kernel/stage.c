// SPDX-License-Identifier: GPL-2.0
/*
 * Stages: their priorities, and the tables that lead to nvi devices.
 *
 * Rules of stage 2 precede those of stage 1, or a packet would be routed to nvi0
 * twice.  The front rule precedes both: it excludes ICMP errors and directly
 * connected networks (Documentation/nvi.rst, "Pitfalls").  A new rule of a stage
 * follows the others of its stage; the priority of a rule never changes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "base/names.h"
#include "base/parse.h"
#include "nl/nl.h"
#include "kernel/link.h"
#include "kernel/owns.h"
#include "kernel/route.h"
#include "kernel/rules.h"
#include "kernel/stage.h"

/**
 * stage_of() - stage of a rule
 * @rule: the rule
 *
 * Return: 1 or 2; 0 for the front rule; -1 if it is not a rule of nvictl, or of no
 * stage
 */
int stage_of(const struct rule *rule)
{
	if (rule->protocol != NVICTL_PROTOCOL)
		return -1;
	if (rule->priority == FRONT_PRIORITY)
		return 0;
	if (rule->priority >= STAGE2_FIRST && rule->priority <= STAGE2_LAST)
		return 2;
	if (rule->priority >= STAGE1_FIRST && rule->priority <= STAGE1_LAST)
		return 1;
	return -1;
}

/* Rules of other programs count as well. */
static bool taken(const struct rules *rules, __u32 priority)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		if (rules->rule[i].priority == priority)
			return true;
	return false;
}

/**
 * stage_priority() - choose the priority of a new rule: after all of its stage
 * @rules: all rules
 * @stage: 1 or 2
 * @priority: the result
 *
 * Return: 0 or BAD_INPUT
 */
int stage_priority(const struct rules *rules, unsigned int stage, __u32 *priority)
{
	__u32 first = stage == 2 ? STAGE2_FIRST : STAGE1_FIRST;
	__u32 last = stage == 2 ? STAGE2_LAST : STAGE1_LAST;
	__u32 next = first;
	size_t i;

	for (i = 0; i < rules->count; i++) {
		__u32 p = rules->rule[i].priority;

		if (p >= next && p <= last)
			next = p + 1;
	}
	if (next <= last) {
		*priority = next;
		return 0;
	}
	for (next = first; next <= last && taken(rules, next); next++)
		;
	if (next > last)
		return fail("stage %u has no priority left between %u and %u; use \"pref\"",
			    stage, first, last);
	*priority = next;
	return 0;
}

/**
 * stage_needs_front() - true if no rule prefers connected networks yet
 * @rules: all rules
 */
bool stage_needs_front(const struct rules *rules)
{
	size_t i;

	for (i = 0; i < rules->count; i++) {
		const struct rule *r = &rules->rule[i];

		if (r->priority <= FRONT_PRIORITY && r->table == RT_TABLE_MAIN &&
		    r->action == FR_ACT_TO_TBL && r->has_suppress &&
		    !r->suppress_len && rule_is_all(r))
			return false;
	}
	return true;
}

/**
 * stage_front() - make the front rule
 * @family: AF_INET or AF_INET6
 * @front: the result
 */
void stage_front(int family, struct rule *front)
{
	memset(front, 0, sizeof(*front));
	front->family = family;
	front->priority = FRONT_PRIORITY;
	front->protocol = NVICTL_PROTOCOL;
	front->action = FR_ACT_TO_TBL;
	front->table = RT_TABLE_MAIN;
	front->has_suppress = true;
}

struct look {
	__u32 oif;	/* the nvi device */
	bool there;	/* its default route */
	bool other;	/* another route */
};

static int look_at(const struct route *route, const struct nlmsghdr *msg, void *arg)
{
	struct look *look = arg;

	(void)msg;
	if (!route) {
		look->there = false;
		look->other = false;
	} else if (!route->dst.len && route->type == RTN_UNICAST && route->count == 1 &&
		   route->nh[0].oif == look->oif) {
		look->there = true;
	} else {
		look->other = true;
	}
	return 0;
}

/* nvi0 gets table 28160, nvi1 28161 and so on, in both families. */
static __u32 first_guess(const char *device)
{
	const char *digits = device + strlen(device);
	__u32 n = 0;

	while (digits > device && digits[-1] >= '0' && digits[-1] <= '9')
		digits--;
	return parse_number(digits, 200, &n) ? VIA_TABLE + n : VIA_TABLE;
}

static int check_device(const char *device, int *ifindex)
{
	struct link link;
	int err = link_get_nvi(device, &link);

	if (err)
		return err;
	if (!(link.flags & IFF_UP))
		return refuse("device \"%s\" is down; first: nvictl device set %s up",
			      device, device);
	*ifindex = link.ifindex;
	return 0;
}

/**
 * stage_via() - find the table whose only route leads to an nvi device
 * @family: AF_INET or AF_INET6
 * @device: the nvi device
 * @table: the result; if not 0, this table is used
 * @missing: set to true if the route does not exist yet
 * @ifindex: set to the index of the device
 *
 * Return: 0, or less after a message
 */
int stage_via(int family, const char *device, __u32 *table, bool *missing, int *ifindex)
{
	struct route_filter filter = { .family = family, .table = *table };
	struct look look = { };
	char name[NAME_SIZE];
	__u32 i;
	int err = check_device(device, ifindex);

	look.oif = *ifindex;
	for (i = 0; !err && i < 256; i++) {
		if (!*table)
			filter.table = first_guess(device) + i;
		err = routes_each(&filter, look_at, &look);
		*missing = !look.there;
		/* other routes in a table that the administrator chose are allowed */
		if (*table || err)
			return err;
		table_name(filter.table, name);
		if (look.other || (name[0] < '0' || name[0] > '9'))
			continue;
		*table = filter.table;
		return 0;
	}
	return err ? err : fail("no table is free between %u and %u; use \"table\"",
				first_guess(device), first_guess(device) + 255);
}
