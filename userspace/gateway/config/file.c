// SPDX-License-Identifier: GPL-2.0
/*
 * Reading /etc/nvi/NAME.conf with libinih.  It gets one line at a time, since Debian's
 * build reports neither line numbers nor sections without keys.
 */
#include <errno.h>
#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/config/complete.h"
#include "gateway/config/file.h"
#include "gateway/config/keys.h"
#include "gateway/config/mistake.h"

struct reader {
	struct gw_config *cfg;
	struct gw_parser parser;
	FILE *file;
	unsigned long line;
	char kind[INI_MAX_LINE];	/* last section that inih reported, such as "uplink isp1" */
	unsigned long begun;		/* line of a heading that no key has followed yet; or 0 */
	unsigned long section;		/* line of the current section's heading */
	bool known;			/* the current section is valid */
};

static void look_for_section(struct reader *r, const char *line)
{
	if (*line != '[')
		return;
	if (r->begun)
		gw_mistake(r->cfg, r->begun,
			   "the section is empty; write keys below it, or delete it");
	r->begun = r->line;
	/* The next section may have the same name as the last. */
	*r->kind = 0;
}

/* Read a line for inih, in the way of fgets(). */
static char *next_line(char *to, int size, void *arg)
{
	struct reader *r = arg;
	char *line = NULL, *text;
	size_t room = 0;
	ssize_t len = getline(&line, &room, r->file);

	if (len < 0) {
		free(line);
		return NULL;
	}
	r->line++;
	/* inih takes an indented line as a continuation of the value before it. */
	text = line + strspn(line, " \t");
	if (memchr(line, 0, len) || strlen(text) >= (size_t)size) {
		gw_mistake(r->cfg, r->line, memchr(line, 0, len) ?
			   "the line has a zero byte; the file must be text" :
			   "the line is too long; a key may be repeated for more values");
		text = line;
		*text = 0;
	}
	look_for_section(r, text);
	snprintf(to, size, "%s", text);
	free(line);
	return to;
}

static void begin(struct reader *r, const char *section)
{
	char kind[INI_MAX_LINE], *name;

	snprintf(r->kind, sizeof(r->kind), "%s", section);
	snprintf(kind, sizeof(kind), "%s", section);
	name = kind + strcspn(kind, " \t");
	if (*name)
		*name++ = 0;
	name += strspn(name, " \t");
	r->section = r->begun ? r->begun : r->line;
	r->begun = 0;
	r->known = !gw_section_begin(&r->parser, kind, name, r->section);
}

static int take_key(void *arg, const char *section, const char *name, const char *value)
{
	struct reader *r = arg;

	if (!*section) {
		gw_mistake(r->cfg, r->line, "\"%s\" is before the first section; begin with [gateway]",
			   name);
		return 1;
	}
	if (strcmp(section, r->kind))
		begin(r, section);
	if (r->known)
		gw_section_key(&r->parser, name, value, r->line);
	return 1;
}

static FILE *open_file(const char *name, char **path)
{
	if (strchr(name, '/'))
		*path = strdup(name);
	else if (asprintf(path, GW_DIR "/%s%s", name, strstr(name, ".conf") ? "" : ".conf") < 0)
		*path = NULL;
	return *path ? fopen(*path, "re") : NULL;
}

/**
 * gw_read() - read and check a file
 * @file: a path, or the NAME of /etc/nvi/NAME.conf
 * @cfg: gets its content; to be freed by gw_free(), also on failure
 *
 * Return: 0, BAD_INPUT after a message about each mistake, or REFUSED if the file cannot
 * be read
 */
int gw_read(const char *file, struct gw_config *cfg)
{
	struct reader r = { .cfg = cfg, .parser.cfg = cfg };
	char *path = NULL;
	int line;

	memset(cfg, 0, sizeof(*cfg));
	cfg->firewall = true;
	r.file = open_file(file, &path);
	cfg->file = path;
	if (!r.file)
		return refuse("cannot read \"%s\": %s%s", path ? path : file, strerror(errno),
			      strchr(file, '/') ? "" :
			      "; a file elsewhere is named with a /, as ./gateway.conf");
	line = ini_parse_stream(next_line, &r, take_key, &r);
	fclose(r.file);
	if (line > 0)
		gw_mistake(cfg, line, "this is neither [SECTION NAME] nor KEY = VALUE; comments begin with #");
	if (r.begun && !cfg->mistakes)
		gw_mistake(cfg, r.begun, "the section is empty; write keys below it, or delete it");
	if (!cfg->mistakes)
		gw_complete(cfg);
	return cfg->mistakes ? BAD_INPUT : 0;
}
