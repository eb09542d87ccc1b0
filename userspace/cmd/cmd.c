// SPDX-License-Identifier: GPL-2.0
/*
 * Find and run a command; print help.
 */
#include <string.h>

#include "base/message.h"
#include "cmd/cmd.h"

#define MAX_OBJECTS 16

static const struct object *const *objects;

/**
 * cmd_objects() - set the list of objects
 * @list: ends with NULL
 */
void cmd_objects(const struct object *const *list)
{
	objects = list;
}

/**
 * cmd_usage() - print the text of "nvictl help"
 * @out: the stream
 */
void cmd_usage(FILE *out)
{
	int i;

	fputs("Usage: nvictl [ OPTIONS ] OBJECT [ COMMAND ] [ ARGUMENTS ]\n"
	      "       nvictl [ OPTIONS ] [ --atomic ] -b FILE\n\n"
	      "OBJECT is one of\n", out);
	for (i = 0; objects[i]; i++)
		fprintf(out, "  %-8s %s\n", objects[i]->name, objects[i]->about);
	fputs("\nOPTIONS are\n"
	      "  -4, -6   IPv4 or IPv6 only\n"
	      "  -j, -p   JSON, and nicely indented\n"
	      "  -s, -d   more figures, more details\n"
	      "  -n NAME  in this network namespace\n"
	      "  -b FILE  commands of a file, one a line; - is standard input\n"
	      "  --atomic undo a batch that fails\n"
	      "  --color[=auto|always|never], -V, -h\n\n"
	      "\"nvictl OBJECT help\" prints more.  Words may be shortened.\n", out);
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
	const char *names[MAX_OBJECTS + 1] = { };
	int found, i;

	for (i = 0; objects[i] && i < MAX_OBJECTS; i++)
		names[i] = objects[i]->name;
	/* as in iproute2 */
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
		/* aliases cannot be shortened */
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
