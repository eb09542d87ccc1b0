/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects and their commands.
 */
#ifndef _NVICTL_CMD_H
#define _NVICTL_CMD_H

#include "base/message.h"
#include "cmd/args.h"

/**
 * struct command - one COMMAND of an object
 * @name: its name
 * @run: runs it, with the words behind the name
 * @usage: the words it takes, for help; NULL: an alias, which help omits
 * @about: description, for help
 */
struct command {
	const char *name;
	int (*run)(struct args *args);
	const char *usage;
	const char *about;
};

/**
 * struct object - one OBJECT
 * @name: its name
 * @commands: ends with an empty one; the first is the default.  NULL if the object
 *	takes no COMMAND
 * @run: instead of commands
 * @usage: instead of commands
 * @about: description, for help
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

/* one each in the folders below; main.c lists them */
extern const struct object device_object, rule_object, route_object,
	flow_object, gateway_object, monitor_object, path_object, reflect_object,
	stats_object;

/* cmd.c */
void cmd_objects(const struct object *const *list);
int cmd_run(struct args *args);
void cmd_usage(FILE *out);

/* batch.c */
int batch_run(const char *file);
bool batch_running(void);

#endif /* _NVICTL_CMD_H */
