// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl: the options of the command line, and the list of objects.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/message.h"
#include "base/options.h"
#include "cmd/cmd.h"
#include "version.h"

static const char *batch_file;

static const struct object *const objects[] = {
	&device_object, &rule_object, &route_object, &flow_object,
	&reflect_object, &gateway_object, &path_object, &stats_object,
	&monitor_object, NULL,
};

static int set_color(const char *when)
{
	const char *term = getenv("TERM");

	if (!strcmp(when, "always"))
		options.color = true;
	else if (!strcmp(when, "never"))
		options.color = false;
	else if (!strcmp(when, "auto"))
		options.color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR") &&
				term && strcmp(term, "dumb");
	else
		return fail("option --color takes auto, always or never, not \"%s\"", when);
	return 0;
}

static int opt_4(const char *value)
{
	(void)value;
	options.family = AF_INET;
	return 0;
}

static int opt_6(const char *value)
{
	(void)value;
	options.family = AF_INET6;
	return 0;
}

static int opt_json(const char *value)
{
	(void)value;
	options.json = true;
	return 0;
}

static int opt_pretty(const char *value)
{
	(void)value;
	options.pretty = true;
	return 0;
}

static int opt_details(const char *value)
{
	(void)value;
	options.details = true;
	return 0;
}

static int opt_stats(const char *value)
{
	(void)value;
	options.stats++;
	return 0;
}

static int opt_atomic(const char *value)
{
	(void)value;
	options.atomic = true;
	return 0;
}

static int opt_netns(const char *value)
{
	options.netns = value;
	return 0;
}

static int opt_batch(const char *value)
{
	batch_file = value;
	return 0;
}

static int opt_help(const char *value)
{
	(void)value;
	cmd_usage(stdout);
	exit(0);
}

static int opt_version(const char *value)
{
	(void)value;
	puts("nvictl " NVI_VERSION);
	exit(0);
}

static const struct option {
	const char *letter;
	const char *name;
	bool value;
	int (*set)(const char *value);
} table[] = {
	{ "-4", "--ipv4", false, opt_4 },
	{ "-6", "--ipv6", false, opt_6 },
	{ "-j", "--json", false, opt_json },
	{ "-p", "--pretty", false, opt_pretty },
	{ "-d", "--details", false, opt_details },
	{ "-s", "--statistics", false, opt_stats },
	{ "-n", "--netns", true, opt_netns },
	{ "-b", "--batch", true, opt_batch },
	{ "-c", "--color", false, set_color },
	{ "-h", "--help", false, opt_help },
	{ "-V", "--version", false, opt_version },
	{ "-a", "--atomic", false, opt_atomic },
	{ }
};

/*
 * As in iproute2, a long option may have one dash, and may be shortened.
 */
static const struct option *find_option(const char *word, size_t len)
{
	const struct option *found = NULL;
	const char *name = word + (word[1] == '-');
	const struct option *o;

	len -= name - word;
	for (o = table; o->letter; o++) {
		if (len == 2 && name == word && !strncmp(o->letter, word, 2))
			return o;
		if (len > 1 && !strncmp(o->name + 1, name, len)) {
			if (found)
				return NULL;
			found = o;
		}
	}
	return found;
}

static int parse_option(struct args *args)
{
	const char *word = args->argv[0];
	const char *value = strchr(word, '=');
	size_t len = value ? (size_t)(value - word) : strlen(word);
	const struct option *o = find_option(word, len);

	if (!o)
		return fail("there is no option \"%s\"; \"nvictl help\" lists all", word);
	if (value && !o->value && o->set != set_color)
		return fail("option \"%s\" takes no value", o->name);
	args->argc--;
	args->argv++;
	if (o->set == set_color)
		return set_color(value ? value + 1 : "always");
	if (o->value && !value) {
		if (!args->argc)
			return fail("option \"%s\" needs a value", word);
		args->argc--;
		return o->set(*args->argv++);
	}
	return o->set(value ? value + 1 : NULL);
}

static int enter_netns(const char *name)
{
	char path[PATH_MAX];
	int fd;

	if (strchr(name, '/'))
		snprintf(path, sizeof(path), "%s", name);
	else
		snprintf(path, sizeof(path), "/run/netns/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return fail("there is no network namespace \"%s\"; \"ip netns\" lists them", name);
	if (fd < 0)
		return refuse("cannot open network namespace \"%s\": %s", name,
			      strerror(errno));
	if (setns(fd, CLONE_NEWNET)) {
		close(fd);
		return refuse("cannot enter network namespace \"%s\": %s", name,
			      errno == EPERM ? "this needs CAP_SYS_ADMIN (be root)" :
			      errno == EINVAL ? "it is not a network namespace" :
			      strerror(errno));
	}
	close(fd);
	return 0;
}

static int run(struct args *args)
{
	int err = set_color("auto");

	while (!err && args->argc && args->argv[0][0] == '-' && args->argv[0][1])
		err = parse_option(args);
	if (err)
		return err;
	if (options.json)
		options.color = false;
	if (options.atomic && !batch_file)
		return fail("--atomic is for a batch: nvictl --atomic -b FILE");
	if (batch_file && args->argc)
		return fail("with -b, commands are read from the file; \"%s\" is unexpected",
			    args->argv[0]);
	if (options.netns) {
		err = enter_netns(options.netns);
		if (err)
			return err;
	}
	if (batch_file)
		return batch_run(batch_file);
	if (!args->argc) {
		cmd_usage(stderr);
		return BAD_INPUT;
	}
	return cmd_run(args);
}

int main(int argc, char **argv)
{
	struct args args = { argc - 1, argv + 1 };
	int err;

	cmd_objects(objects);
	err = argc ? run(&args) : BAD_INPUT;
	/* an output that was not written, to a full disk for example, is a failure */
	if ((fflush(stdout) || ferror(stdout)) && !err)
		err = refuse("cannot write the output: %s", strerror(errno));
	return -err;
}
