// SPDX-License-Identifier: GPL-2.0
/*
 * Finds the command that is meant, and says what is wrong with those that are
 * not right.
 */
#include <stdarg.h>
#include <string.h>
#include <syslog.h>

#include "base/nvictl.h"
#include "cmd/args.h"
#include "nl/request.h"

static const struct object *const objects[] = {
	&device_object, &rule_object, &route_object, &flow_object,
	&reflect_object, &gateway_object, &path_object, &stats_object,
	&monitor_object,
};

/**
 * cmd_prefix() - what stands in front of each message
 * @level: LOG_*; the journal wants that of a daemon, see sd-daemon(3)
 */
const char *cmd_prefix(int level)
{
	static const char *const levels[] = { "<0>", "<1>", "<2>", "<3>", "<4>", "<5>", "<6>", "<7>" };

	return options.daemon ? levels[level & 7] : "nvictl: ";
}

static void say(int level, const char *format, va_list list)
{
	/* what was printed before comes before, also into one pipe */
	fflush(stdout);
	fprintf(stderr, "%s%s", cmd_prefix(level), batch_where(batch_line()));
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
}

/**
 * fail() - the input is wrong
 * @format: one sentence that names the input, and what would be right
 *
 * Return: BAD_INPUT
 */
int fail(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(LOG_ERR, format, list);
	va_end(list);
	return BAD_INPUT;
}

/**
 * refuse() - the kernel does not want to, or something is not there
 * @format: one sentence
 *
 * Return: REFUSED
 */
int refuse(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(LOG_ERR, format, list);
	va_end(list);
	return REFUSED;
}

/**
 * warn() - something to know, and go on
 * @format: one sentence
 */
void warn(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(LOG_WARNING, format, list);
	va_end(list);
}

/**
 * tell() - a daemon's line about something that is as it should be
 * @format: one sentence
 */
void tell(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(LOG_NOTICE, format, list);
	va_end(list);
}

/**
 * cmd_usage() - what "nvictl help" prints
 * @out: where to
 */
void cmd_usage(FILE *out)
{
	size_t i;

	fputs("Usage: nvictl [ OPTIONS ] OBJECT [ COMMAND ] [ ARGUMENTS ]\n"
	      "       nvictl [ OPTIONS ] [ --atomic ] -b FILE\n\n"
	      "OBJECT is one of\n", out);
	for (i = 0; i < ARRAY_SIZE(objects); i++)
		fprintf(out, "  %-8s %s\n", objects[i]->name, objects[i]->about);
	fputs("\nOPTIONS are\n"
	      "  -4, -6   IPv4 or IPv6 only\n"
	      "  -j, -p   JSON, and nicely indented\n"
	      "  -s, -d   more figures, more details\n"
	      "  -n NAME  in this network namespace\n"
	      "  -b FILE  commands of a file, one a line; - is standard input\n"
	      "  --atomic put back what a batch did before it failed\n"
	      "  --color[=auto|always|never], -V, -h\n\n"
	      "\"nvictl OBJECT help\" says more.  Words may be shortened.\n", out);
}

static void object_usage(const struct object *o, FILE *out)
{
	const struct command *c;

	if (!o->commands) {
		fprintf(out, "Usage: nvictl %s %s\n\n%s\n", o->name, o->usage, o->about);
	} else {
		for (c = o->commands; c->name; c++)
			if (c->usage)
				fprintf(out, "%s nvictl %s %s %s\n",
					c == o->commands ? "Usage:" : "      ",
					o->name, c->name, c->usage);
		fputc('\n', out);
		for (c = o->commands; c->name; c++)
			if (c->usage)
				fprintf(out, "  %-8s %s\n", c->name, c->about);
	}
	if (o->notes)
		fprintf(out, "\n%s", o->notes);
}

static bool is_help(const char *word)
{
	return !strcmp(word, "help") || !strcmp(word, "-h") || !strcmp(word, "--help");
}

static const struct object *find_object(const char *word)
{
	const char *names[ARRAY_SIZE(objects) + 1] = { };
	size_t i;
	int found;

	for (i = 0; i < ARRAY_SIZE(objects); i++)
		names[i] = objects[i]->name;
	/* those who are used to `ip` */
	if (!strcmp(word, "link"))
		word = "device";
	found = word_find(word, names, "an object", NULL);
	return found < 0 ? NULL : objects[found];
}

static const struct command *find_command(const struct object *o, const char *word)
{
	const char *names[16] = { };
	int found, i;

	for (i = 0; o->commands[i].name; i++) {
		/* other names count only when they are spelt out */
		if (!o->commands[i].usage && !strcmp(o->commands[i].name, word))
			return &o->commands[i];
		if (o->commands[i].usage)
			names[i] = o->commands[i].name;
		else
			names[i] = "";
	}
	found = word_find(word, names, "a command", o->name);
	return found < 0 ? NULL : &o->commands[found];
}

/**
 * cmd_run() - run one command
 * @args: from OBJECT on
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int cmd_run(struct args *args)
{
	const struct command *command;
	const struct object *object;

	if (is_help(args->argv[0])) {
		cmd_usage(stdout);
		return 0;
	}
	object = find_object(args->argv[0]);
	if (!object)
		return BAD_INPUT;
	args_skip(args);
	if (args->argc && is_help(args->argv[0])) {
		object_usage(object, stdout);
		return 0;
	}
	if (!object->commands)
		return object->run(args);
	if (!args->argc)
		return object->commands[0].run(args);
	command = find_command(object, args->argv[0]);
	if (!command)
		return BAD_INPUT;
	args_skip(args);
	if (args->argc && is_help(args->argv[0])) {
		object_usage(object, stdout);
		return 0;
	}
	return command->run(args);
}
