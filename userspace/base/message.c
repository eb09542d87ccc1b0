// SPDX-License-Identifier: GPL-2.0
/*
 * Messages on standard error.
 */
#include <stdarg.h>
#include <syslog.h>

#include "base/message.h"

/* where the commands of a batch are read from */
static struct {
	const char *file;
	unsigned long line;
} place;

static bool journal;

/**
 * message_file() - name the file that commands are read from
 * @file: precedes each message from now on; NULL: none
 */
void message_file(const char *file)
{
	place.file = file;
	place.line = 0;
}

/**
 * message_set_line() - set the line that follows the file's name
 * @line: number of the line
 */
void message_set_line(unsigned long line)
{
	place.line = line;
}

/**
 * message_line() - the line set last, for refuse_at()
 */
unsigned long message_line(void)
{
	return place.line;
}

/**
 * message_to_journal() - write messages as the journal reads them, see sd-daemon(3)
 */
void message_to_journal(void)
{
	journal = true;
}

static void say(int level, unsigned long line, const char *format, va_list list)
{
	/* output printed before the message also precedes it in a common pipe */
	fflush(stdout);
	if (journal)
		fprintf(stderr, "<%d>", level);
	else
		fputs("nvictl: ", stderr);
	if (place.file)
		fprintf(stderr, "%s:%lu: ", place.file, line);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
}

/**
 * fail() - report that the input is wrong
 * @format: one sentence that names the input and what is valid
 *
 * Return: BAD_INPUT
 */
int fail(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(LOG_ERR, place.line, format, list);
	va_end(list);
	return BAD_INPUT;
}

/**
 * refuse() - report that the kernel refuses a request, or that something is missing
 * @format: one sentence
 *
 * Return: REFUSED
 */
int refuse(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(LOG_ERR, place.line, format, list);
	va_end(list);
	return REFUSED;
}

/**
 * refuse_at() - refuse() about an earlier line
 * @line: result of message_line() when that line was read
 * @format: one sentence
 *
 * Return: REFUSED
 */
int refuse_at(unsigned long line, const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(LOG_ERR, line, format, list);
	va_end(list);
	return REFUSED;
}

/**
 * warn() - report a problem that does not end the command
 * @format: one sentence
 */
void warn(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(LOG_WARNING, place.line, format, list);
	va_end(list);
}

/**
 * tell() - report a daemon's normal event
 * @format: one sentence
 */
void tell(const char *format, ...)
{
	va_list list;

	va_start(list, format);
	say(LOG_NOTICE, place.line, format, list);
	va_end(list);
}
