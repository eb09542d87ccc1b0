// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl gateway.
 */
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/names.h"
#include "base/out.h"
#include "cmd/cmd.h"
#include "gateway/apply/apply.h"
#include "gateway/apply/print.h"
#include "gateway/check/check.h"
#include "gateway/config/file.h"
#include "gateway/daemon/run.h"
#include "gateway/look/have.h"
#include "gateway/look/look.h"
#include "gateway/plan/diff.h"
#include "gateway/plan/want.h"

/* exit status of "gateway diff" if there is a difference */
#define DIFFERENT (-3)

struct gateway_args {
	char file[256];
	bool dry_run;
};

static int take_file(const struct keyword *k, const char *value, void *into)
{
	struct gateway_args *a = into;

	(void)k;
	if (!*value || strlen(value) >= sizeof(a->file))
		return fail("\"%s\" is not a file name; write a path, or the NAME of " GW_DIR "/NAME.conf",
			    value);
	snprintf(a->file, sizeof(a->file), "%s", value);
	return 0;
}

static const struct keyword file_only[] = {
	{ "", "FILE", take_file, 0 },
	{ }
};

static const struct keyword dry_run_only[] = {
	{ "--dry-run", NULL, take_flag, offsetof(struct gateway_args, dry_run) },
	{ }
};

static const struct keyword file_and_dry_run[] = {
	{ "", "FILE", take_file, 0 },
	{ "--dry-run", NULL, take_flag, offsetof(struct gateway_args, dry_run) },
	{ }
};

static void print_change(const struct gw_change *c, const struct gw_state *want)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return;
	gw_print_change(out, c, want);
	fclose(out);
	out_object(NULL);
	out_bool("changed", !gw_change_is_none(c));
	out_string("commands", text);
	out_text("%s", text);
	out_close();
	free(text);
}

/* Make and print the change to the state that the file wants, or to no gateway. */
static int work_out(const char *file, struct gw_state *want, struct gw_change *c)
{
	struct gw_config cfg = { };
	struct gw_state have = { };
	int err = file ? gw_read(file, &cfg) : 0;

	if (!err)
		err = gw_have(&have);
	if (!err && file)
		err = gw_look(&cfg);
	if (!err && file)
		err = gw_want(&cfg, &have, want);
	if (!err)
		err = gw_compare(&have, want, c);
	if (!err)
		print_change(c, want);
	gw_state_free(&have);
	gw_free(&cfg);
	return err;
}

static int change(const char *file, bool dry_run)
{
	struct gw_state want = { };
	struct gw_change c = { };
	int err = work_out(file, &want, &c);

	if (!err && !dry_run && !gw_change_is_none(&c)) {
		fflush(stdout);
		err = gw_apply(&c, &want);
	}
	device_names_forget();
	gw_change_free(&c);
	gw_state_free(&want);
	return err;
}

static int parse(struct args *args, const struct keyword *words, const char *command,
		 struct gateway_args *a)
{
	int err;

	memset(a, 0, sizeof(*a));
	err = args_parse(args, words, command, a);
	if (!err && !*words->name && !*a->file)
		return fail("\"%s\" needs a file: a path, or the NAME of " GW_DIR "/NAME.conf",
			    command);
	return err;
}

static int gateway_apply(struct args *args)
{
	struct gateway_args a;
	int err = parse(args, file_and_dry_run, "gateway apply", &a);

	return err ? err : change(a.file, a.dry_run);
}

static int gateway_remove(struct args *args)
{
	struct gateway_args a;
	int err = parse(args, dry_run_only, "gateway remove", &a);

	return err ? err : change(NULL, a.dry_run);
}

static int gateway_run(struct args *args)
{
	struct gateway_args a;
	int err = parse(args, file_only, "gateway run", &a);

	if (!err && batch_running())
		return fail("\"gateway run\" does not end, so a batch cannot contain it");
	return err ? err : gw_run(a.file);
}

static int gateway_check(struct args *args)
{
	struct gateway_args a = { };
	int err = args_parse(args, file_only, "gateway check", &a);

	return err ? err : gw_check(a.file);
}

static int gateway_diff(struct args *args)
{
	struct gw_state want = { };
	struct gw_change c = { };
	struct gateway_args a;
	int err = parse(args, file_only, "gateway diff", &a);

	if (!err)
		err = work_out(a.file, &want, &c);
	if (!err && !gw_change_is_none(&c))
		err = DIFFERENT;
	gw_change_free(&c);
	gw_state_free(&want);
	return err;
}

static int gateway_show(struct args *args)
{
	struct gw_state have = { };
	struct gw_change c = { };
	int err = args_none(args, "gateway show");

	if (!err)
		err = gw_have(&have);
	if (!err) {
		/* Print it as a change from no gateway. */
		c.add = have;
		c.table = have.nft;
		print_change(&c, &have);
	}
	gw_state_free(&have);
	return err;
}

static const struct command commands[] = {
	{ "show", gateway_show, "", "show the current state of the gateway" },
	{ "apply", gateway_apply, "FILE [ --dry-run ]", "apply the file" },
	{ "run", gateway_run, "FILE", "apply the file, and run as a daemon that probes uplinks" },
	{ "check", gateway_check, "[ FILE ]", "find mistakes in the file and on this machine; exit status 3: some found" },
	{ "diff", gateway_diff, "FILE", "print what \"apply\" would change; exit status 3: a difference" },
	{ "remove", gateway_remove, "[ --dry-run ]", "remove the gateway" },
	{ }
};

const struct object gateway_object = {
	.name = "gateway",
	.commands = commands,
	.about = "a whole gateway from one file, see nvi.conf(5)",
	.notes =
	"FILE is a path, or the NAME of " GW_DIR "/NAME.conf.\n",
};
