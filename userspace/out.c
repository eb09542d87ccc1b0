// SPDX-License-Identifier: GPL-2.0
/*
 * Text and JSON.
 *
 * Not a library's: those build a tree in memory first, and "flow show" has to
 * stream a million connections.
 */
#include <stdarg.h>

#include "out.h"

#define MAX_DEPTH 16

static struct {
	int depth;
	char close[MAX_DEPTH];	/* ] or } */
	bool first;		/* nothing yet at this level */
} json = { .first = true };

static const char *const codes[] = {
	[COLOR_DEVICE]	= "\033[36m",
	[COLOR_INET]	= "\033[35m",
	[COLOR_INET6]	= "\033[34m",
	[COLOR_GOOD]	= "\033[32m",
	[COLOR_BAD]	= "\033[31m",
	[COLOR_DIM]	= "\033[2m",
	[COLOR_BOLD]	= "\033[1m",
};

/**
 * out_text() - text only
 * @format: as printf()
 */
void out_text(const char *format, ...)
{
	va_list list;

	if (options.json)
		return;
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
}

/**
 * out_color() - text only, in a colour if colours are wanted
 * @color: which
 * @format: as printf()
 */
void out_color(enum color color, const char *format, ...)
{
	va_list list;

	if (options.json)
		return;
	if (options.color)
		fputs(codes[color], stdout);
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	if (options.color)
		fputs("\033[0m", stdout);
}

/**
 * out_family() - the colour of addresses
 * @family: AF_INET or AF_INET6
 *
 * Return: a colour
 */
enum color out_family(int family)
{
	return family == 10 /* AF_INET6 */ ? COLOR_INET6 : COLOR_INET;
}

static void newline(void)
{
	if (options.pretty)
		printf("\n%*s", 4 * json.depth, "");
}

/* How long is the UTF-8 sequence here?  0: it is none. */
static int utf8_length(const unsigned char *s)
{
	int len = *s < 0x80 ? 1 : *s >= 0xc2 && *s < 0xe0 ? 2 :
		  (*s & 0xf0) == 0xe0 ? 3 : *s >= 0xf0 && *s < 0xf5 ? 4 : 0;
	int i;

	for (i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((*s == 0xe0 && s[1] < 0xa0) || (*s == 0xed && s[1] > 0x9f) ||
	    (*s == 0xf0 && s[1] < 0x90) || (*s == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

/* Names of devices may hold almost any byte. */
static void quote(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	int len;

	putchar('"');
	while (*s) {
		len = utf8_length(s);
		if (!len) {
			fputs("\\ufffd", stdout);
			len = 1;
		} else if (*s < 0x20 || *s == 0x7f) {
			printf("\\u%04x", *s);
		} else {
			if (*s == '"' || *s == '\\')
				putchar('\\');
			fwrite(s, 1, len, stdout);
		}
		s += len;
	}
	putchar('"');
}

static void item(const char *key)
{
	if (!json.first)
		putchar(',');
	if (json.depth)
		newline();
	json.first = false;
	if (key) {
		quote(key);
		putchar(':');
		if (options.pretty)
			putchar(' ');
	}
}

static void open_level(const char *key, char open, char close)
{
	if (!options.json || json.depth == MAX_DEPTH)
		return;
	item(key);
	putchar(open);
	json.close[json.depth++] = close;
	json.first = true;
}

/**
 * out_array() - begin an array
 * @key: its key in the object around it, or NULL
 */
void out_array(const char *key)
{
	open_level(key, '[', ']');
}

/**
 * out_object() - begin an object
 * @key: its key in the object around it, or NULL
 */
void out_object(const char *key)
{
	open_level(key, '{', '}');
}

/**
 * out_close() - end the innermost array or object; the outermost ends the line
 */
void out_close(void)
{
	bool empty = json.first;

	if (!options.json || !json.depth)
		return;
	json.depth--;
	if (!empty)
		newline();
	putchar(json.close[json.depth]);
	json.first = false;
	if (!json.depth) {
		putchar('\n');
		json.first = true;
	}
}

/**
 * out_reset() - close whatever is open, after an error in the middle
 */
void out_reset(void)
{
	while (options.json && json.depth)
		out_close();
}

void out_string(const char *key, const char *value)
{
	if (!options.json)
		return;
	item(key);
	quote(value);
}

void out_number(const char *key, unsigned long long value)
{
	if (!options.json)
		return;
	item(key);
	printf("%llu", value);
}

void out_double(const char *key, double value)
{
	if (!options.json)
		return;
	item(key);
	printf("%.3f", value);
}

/* a string, as `ip` writes masks and marks: "0xff00" */
void out_hex(const char *key, unsigned long long value)
{
	if (!options.json)
		return;
	item(key);
	printf("\"0x%llx\"", value);
}

void out_bool(const char *key, bool value)
{
	if (!options.json)
		return;
	item(key);
	fputs(value ? "true" : "false", stdout);
}

void out_null(const char *key)
{
	if (!options.json)
		return;
	item(key);
	fputs("null", stdout);
}
