/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of nvictl share.
 *
 * Functions that can fail have printed one sentence when they return less than
 * 0, and the value is what becomes of it: BAD_INPUT or REFUSED.
 */
#ifndef _NVICTL_H
#define _NVICTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <linux/types.h>

/* as in the kernel */
#ifndef __printf
#define __printf_like(a, b) format(printf, a, b)
#define __printf(a, b) __attribute__((__printf_like(a, b)))
#endif
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/** BAD_INPUT - nothing was asked of the kernel; exit status 1 */
#define BAD_INPUT (-1)
/** REFUSED - the kernel, or a file, said no; exit status 2 */
#define REFUSED (-2)

/**
 * NVICTL_PROTOCOL - "who made this" (FRA_PROTOCOL, rtm_protocol) of every rule
 * and route that nvictl makes.  'n'; nobody else's in rtnetlink.h, iproute2
 * or FRR.
 */
#define NVICTL_PROTOCOL 0x6e

/**
 * struct options - what stands in front of OBJECT
 * @family: AF_INET, AF_INET6, or AF_UNSPEC if neither -4 nor -6 was given
 * @json: -j
 * @pretty: -p
 * @details: -d
 * @stats: how many -s
 * @atomic: --atomic
 * @color: print colours
 * @netns: of -n, or NULL
 * @daemon: messages are for the journal
 */
struct options {
	int family;
	bool json;
	bool pretty;
	bool details;
	int stats;
	bool atomic;
	bool color;
	const char *netns;
	bool daemon;
};

extern struct options options;

/**
 * struct args - the words that are still to be read
 * @argc: how many
 * @argv: the words
 */
struct args {
	int argc;
	char **argv;
};

/**
 * struct command - one COMMAND of an object
 * @name: how it is called
 * @run: does it, with the words behind its name
 * @usage: the words it takes, for help; NULL: another name, not in help
 * @about: what it does
 */
struct command {
	const char *name;
	int (*run)(struct args *args);
	const char *usage;
	const char *about;
};

/**
 * struct object - one OBJECT
 * @name: how it is called
 * @commands: ends with an empty one; the first is what a bare object means.
 *	NULL if the object takes no COMMAND
 * @run: instead of commands
 * @usage: instead of commands
 * @about: what it is
 * @notes: more help, or NULL
 */
struct object {
	const char *name;
	const struct command *commands;
	int (*run)(struct args *args);
	const char *usage;
	const char *about;
	const char *notes;
};

extern const struct object device_object, rule_object, route_object,
	flow_object, gateway_object, monitor_object, path_object, reflect_object,
	stats_object;

/* cmd.c */
int cmd_run(struct args *args);
void cmd_usage(FILE *out);
int fail(const char *format, ...) __printf(1, 2);
int refuse(const char *format, ...) __printf(1, 2);
void warn(const char *format, ...) __printf(1, 2);
void tell(const char *format, ...) __printf(1, 2);
const char *cmd_prefix(int level);

/* batch.c */
int batch_run(const char *file);
/* "FILE:LINE: " while a batch runs, else "" */
const char *batch_where(unsigned long line);
unsigned long batch_line(void);
bool batch_running(void);

#endif /* _NVICTL_H */
