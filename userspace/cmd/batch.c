// SPDX-License-Identifier: GPL-2.0
/*
 * -b FILE: one command a line, until one fails.
 *
 * Blanks separate words, except in '...' and "..."; a backslash quotes the next
 * character, or joins the next line.  # begins a comment.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/options.h"
#include "base/out.h"
#include "nl/request.h"
#include "cmd/cmd.h"

#define MAX_WORDS 128

static bool running;

/**
 * batch_running() - true while commands are read from a file
 */
bool batch_running(void)
{
	return running;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Copy one word from @in to @to, which may overlap. */
static int take_word(char **in, char *to)
{
	char *s = *in;
	char quote = 0;

	for (; *s && (quote || !is_blank(*s)); s++) {
		if (*s == quote && quote)
			quote = 0;
		else if (!quote && (*s == '\'' || *s == '"'))
			quote = *s;
		else if (*s == '\\' && s[1] && quote != '\'')
			*to++ = *++s;
		else
			*to++ = *s;
	}
	if (quote)
		return fail("a %c is not closed", quote);
	if (*s)
		s++;
	*to = 0;
	*in = s;
	return 0;
}

static int split(char *line, char **words, int *count)
{
	int err;

	*count = 0;
	for (;;) {
		line += strspn(line, " \t\r\n");
		if (!*line || *line == '#')
			return 0;
		if (*count == MAX_WORDS)
			return fail("the line has more than %d words", MAX_WORDS);
		words[(*count)++] = line;
		err = take_word(&line, words[*count - 1]);
		if (err)
			return err;
	}
}

static int run_line(char *line)
{
	char *words[MAX_WORDS];
	struct args args = { .argv = words };
	int err = split(line, words, &args.argc);

	/* a line may begin with the name of the program */
	if (!err && args.argc && !strcmp(args.argv[0], "nvictl"))
		args_skip(&args);
	if (err || !args.argc)
		return err;
	if (args.argv[0][0] == '-')
		return fail("options such as \"%s\" precede -b, and hold for all lines",
			    args.argv[0]);
	return cmd_run(&args);
}

/* True if the line ends with a backslash, which is removed. */
static bool continues(char *line, ssize_t len)
{
	ssize_t i = len;

	if (i && line[i - 1] == '\n')
		i--;
	if (!i || line[i - 1] != '\\')
		return false;
	line[i - 1] = 0;
	return true;
}

static int run_file(FILE *file)
{
	char *whole = NULL, *line = NULL, *grown;
	size_t size = 0, len = 0;
	unsigned long read = 0;
	ssize_t got;
	int err = 0;

	while (!err && (got = getline(&line, &size, file)) >= 0) {
		bool more;

		read++;
		if (!len)
			message_set_line(read);
		if (memchr(line, 0, got)) {
			err = fail("the line has a zero byte");
			break;
		}
		more = continues(line, got);
		grown = realloc(whole, len + strlen(line) + 1);
		if (!grown) {
			err = refuse("out of memory");
			break;
		}
		whole = grown;
		memcpy(whole + len, line, strlen(line) + 1);
		len += strlen(line);
		if (more)
			continue;
		err = run_line(whole);
		len = 0;
	}
	if (!err && len)
		err = fail("the last line ends with \\, and nothing follows");
	if (!err && ferror(file))
		err = refuse("cannot read: %s", strerror(errno));
	free(whole);
	free(line);
	return err;
}

/**
 * batch_run() - run the commands of a file
 * @name: of the file; "-" is standard input
 *
 * Return: 0, or the result of the first command that failed
 */
int batch_run(const char *name)
{
	bool stdin_wanted = !strcmp(name, "-");
	FILE *file = stdin_wanted ? stdin : fopen(name, "re");
	int err, late;

	if (!file)
		return fail("cannot read batch file \"%s\": %s", name, strerror(errno));
	message_file(stdin_wanted ? "standard input" : name);
	request_batch(true);
	running = true;
	err = run_file(file);
	if (err)
		out_reset();
	/* queued requests are of lines before the one that failed */
	late = request_flush();
	if (late)
		err = late;
	running = false;
	request_batch(false);
	message_file(NULL);
	if (err && options.atomic)
		request_put_back();
	if (!stdin_wanted)
		fclose(file);
	return err;
}
