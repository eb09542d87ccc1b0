/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way of a packet: what rules and tables say about it, and what is known of
 * its translation.
 */
#ifndef _NVICTL_PATH_H
#define _NVICTL_PATH_H

#include "kernel/flow.h"
#include "kernel/lookup.h"
#include "kernel/rules.h"
#include "probe/probe.h"

/**
 * MISTAKE - the packet does not get through, and the answer says why; exit
 * status 3
 */
#define MISTAKE (-3)

enum verdict {
	VERDICT_UNKNOWN,	/* and "why" says why */
	VERDICT_FORWARD,
	VERDICT_LOCAL,		/* for the router itself */
	VERDICT_NO_ROUTE,	/* and none that says so */
	VERDICT_REJECT,		/* a rule or route of type unreachable... */
	VERDICT_INVALID,	/* source validation */
};

/**
 * struct decision - of routing
 * @verdict: what becomes of the packet
 * @has_rule: @rule decided
 * @has_route: @route decided
 * @rule: the rule
 * @route: the route in its table
 * @out: the device it leads to
 * @why: more about the verdict, or ""
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
	NAT_CONNECTION,		/* the very connection */
	NAT_LIKE,		/* all connections like it */
	NAT_PROBE,		/* a probe was seen in stage 2 */
};

/**
 * struct nat - what is known of the translation
 * @source: how it is known
 * @translated: what the packet becomes
 * @seen: how many connections say so
 * @why: why it is not known
 */
struct nat {
	enum nat_source source;
	struct tuple translated;
	unsigned int seen;
	char why[192];
};

/**
 * struct path - all of it
 * @packet: as it comes in
 * @second: as it comes in for stage 2
 * @one: decision of stage 1
 * @nat: translation
 * @two: decision of stage 2, if @has_two
 * @has_two: stage 2 was looked at
 * @has_probe: a real packet was sent
 * @probe: and this became of it
 * @mistake: why it does not get through, or ""
 * @note: what else to know, or ""
 * @advice: what it should have met, and does not, or ""
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
