/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The way of a packet: what rules and tables say about it, and what is known of
 * its translation.
 */
#ifndef _NVICTL_PATH_H
#define _NVICTL_PATH_H

#include "kernel/flow.h"
#include "kernel/link.h"
#include "kernel/route.h"
#include "kernel/rules.h"

/**
 * MISTAKE - the packet does not get through, and the answer says why; exit
 * status 3
 */
#define MISTAKE (-3)

/**
 * struct packet - what a routing decision looks at
 * @src: source
 * @dst: destination
 * @iif: interface it comes in by
 * @mark: its mark
 * @tos: its dsfield
 * @proto: 0: was not said
 * @sport: 0: was not said
 * @dport: 0: was not said
 */
struct packet {
	struct prefix src;
	struct prefix dst;
	struct link iif;
	__u32 mark;
	__u32 tos;
	__u8 proto;
	__u32 sport;
	__u32 dport;
};

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

enum probe_end {
	PROBE_LOST,		/* not seen again behind @hook */
	PROBE_OUT,		/* caught where it would have left */
	PROBE_LOCAL,		/* for the router itself */
	PROBE_DROPPED,		/* by nftables */
	PROBE_TAKEN,		/* by nftables, for a user's program or another hook */
};

/**
 * struct probe - what became of a real packet
 * @end: how it ended
 * @stage: the last one that it was seen in; 0: in none
 * @hook: the last place there where it was seen
 * @translated: as it came in for stage 2, if it did
 * @oif: by which device it would have left
 * @where: in nftables, where it was dropped or taken
 */
struct probe {
	enum probe_end end;
	unsigned int stage;
	const char *hook;
	struct tuple translated;
	__u32 oif;
	char where[224];
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

/* path_rules.c */
int decide(const struct packet *p, struct decision *d);

/* path_fib.c */
int table_lookup(const struct packet *p, __u32 table, struct route *best, bool *found);
int kernel_lookup(const struct packet *p, struct route *route, int *answer);

/* path_source.c */
void path_source_invalid(struct path *path, int answer);
int path_source6(struct path *path);

/* path_nat.c */
int nat_find(const struct packet *p, const struct prefix *as, struct nat *nat);

/* probe.c */
int probe_run(const struct packet *p, struct probe *probe);

/* path_probe.c */
int path_probe(struct path *path);
void path_probe_judge(struct path *path);

/* path_draw.c */
void path_show(const struct path *path);

#endif /* _NVICTL_PATH_H */
