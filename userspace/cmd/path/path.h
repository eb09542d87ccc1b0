/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The path of a packet: its routing decisions and its translation.
 */
#ifndef _NVICTL_PATH_H
#define _NVICTL_PATH_H

#include "kernel/flow.h"
#include "kernel/lookup.h"
#include "kernel/rules.h"
#include "probe/probe.h"

/**
 * MISTAKE - the packet does not get through, and the output tells why; exit status 3
 */
#define MISTAKE (-3)

enum verdict {
	VERDICT_UNKNOWN,	/* see @why */
	VERDICT_FORWARD,
	VERDICT_LOCAL,		/* for the router itself */
	VERDICT_NO_ROUTE,	/* no route matches */
	VERDICT_REJECT,		/* by a rule or route of type unreachable, prohibit or blackhole */
	VERDICT_INVALID,	/* dropped by source validation */
};

/**
 * struct decision - a routing decision
 * @verdict: its result
 * @has_rule: @rule is set
 * @has_route: @route is set
 * @rule: the rule that decided
 * @route: the route in its table
 * @out: the device of @route
 * @why: explanation of @verdict, or ""
 */
struct decision {
	enum verdict verdict;
	bool has_rule;
	bool has_route;
	struct rule rule;
	struct route route;
	struct link out;
	char why[256];
};

enum nat_source {
	NAT_UNKNOWN,
	NAT_GIVEN,		/* "as ADDRESS" */
	NAT_CONNECTION,		/* the connection of the packet */
	NAT_LIKE,		/* similar connections, which agree */
	NAT_PROBE,		/* a probe */
};

/**
 * struct nat - translation of a packet
 * @source: source of the information
 * @translated: the packet after NAT
 * @seen: number of connections with this translation
 * @why: reason for NAT_UNKNOWN
 */
struct nat {
	enum nat_source source;
	struct tuple translated;
	unsigned int seen;
	char why[192];
};

/**
 * struct path - path of a packet
 * @packet: the packet that arrives
 * @second: the packet of stage 2
 * @one: decision of stage 1
 * @nat: translation
 * @two: decision of stage 2
 * @has_two: @second and @two are set
 * @has_probe: @probe is set
 * @probe: result of a real packet
 * @mistake: reason that the packet does not get through, or ""
 * @note: additional information, or ""
 * @advice: a protection that is missing, or ""
 */
struct path {
	struct packet packet;
	struct packet second;
	struct decision one;
	struct nat nat;
	struct decision two;
	bool has_two;
	bool has_probe;
	struct probe probe;
	char mistake[400];
	char note[192];
	char advice[320];
};

/* rules.c */
int decide(const struct packet *p, struct decision *d);

/* source.c */
void path_source_invalid(struct path *path, int answer);
int path_source6(struct path *path);

/* nat.c */
int nat_find(const struct packet *p, const struct prefix *as, struct nat *nat);

/* probe.c */
int path_probe(struct path *path);
void path_probe_judge(struct path *path);

/* draw.c */
void path_show(const struct path *path);

#endif /* _NVICTL_PATH_H */
