// SPDX-License-Identifier: GPL-2.0
/*
 * Text and JSON.
 *
 * JSON libraries build a tree in memory first; "flow show" streams a million
 * connections.
 */
#include <stdarg.h>
#include <string.h>

#include "base/options.h"
#include "base/out.h"

#define MAX_DEPTH 16

static struct {
	int depth;
	char close[MAX_DEPTH];	/* ] or } */
	bool first;		/* this level is still empty */
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

static void put_number(unsigned long long value)
{
	char digits[24], *at = digits + sizeof(digits);

	do {
		*--at = '0' + value % 10;
		value /= 10;
	} while (value);
	fwrite_unlocked(at, 1, digits + sizeof(digits) - at, stdout);
}

/* Most of a long list is %s and %u, and vprintf() takes most of its time. */
static void __attribute__((__printf_like(1, 0))) put_text(const char *format, va_list list)
{
	size_t plain;

	for (;;) {
		plain = strchrnul(format, '%') - format;
		fwrite_unlocked(format, 1, plain, stdout);
		format += plain;
		if (!strncmp(format, "%s", 2))
			fputs_unlocked(va_arg(list, const char *), stdout);
		else if (!strncmp(format, "%u", 2))
			put_number(va_arg(list, unsigned int));
		else
			break;
		format += 2;
	}
	if (*format)
		vprintf(format, list);
}

/**
 * out_text() - print text, unless the output is JSON
 * @format: as printf()
 */
void out_text(const char *format, ...)
{
	va_list list;

	if (options.json)
		return;
	va_start(list, format);
	put_text(format, list);
	va_end(list);
}

/**
 * out_color() - print text in a colour, unless the output is JSON
 * @color: the colour; ignored without --color
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
	put_text(format, list);
	va_end(list);
	if (options.color)
		fputs("\033[0m", stdout);
}

/**
 * out_family() - the colour of a family's addresses
 * @family: AF_INET or AF_INET6
 *
 * Return: the colour
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

/**
 * utf8_length() - length of the UTF-8 sequence at the beginning of a text
 * @s: the text
 *
 * Return: 1 to 4, or 0 if it does not begin with a valid sequence
 */
int utf8_length(const unsigned char *s)
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

/* Length of the part that needs no escape; names of devices may hold almost any byte. */
static size_t plain_length(const unsigned char *text)
{
	const unsigned char *s = text;
	int len;

	for (; *s >= 0x20 && *s != 0x7f && *s != '"' && *s != '\\'; s += len) {
		len = utf8_length(s);
		if (!len)
			break;
	}
	return s - text;
}

static void quote(const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t plain;

	putc_unlocked('"', stdout);
	for (;;) {
		plain = plain_length(s);
		fwrite_unlocked(s, 1, plain, stdout);
		s += plain;
		if (!*s)
			break;
		if (*s == '"' || *s == '\\')
			printf("\\%c", *s);
		else if (*s < 0x80)
			printf("\\u%04x", *s);
		else
			fputs("\\ufffd", stdout);
		s++;
	}
	putc_unlocked('"', stdout);
}

static void item(const char *key)
{
	if (!json.first)
		putc_unlocked(',', stdout);
	if (json.depth)
		newline();
	json.first = false;
	if (key) {
		quote(key);
		putc_unlocked(':', stdout);
		if (options.pretty)
			putc_unlocked(' ', stdout);
	}
}

static void open_level(const char *key, char open, char close)
{
	if (!options.json || json.depth == MAX_DEPTH)
		return;
	item(key);
	putc_unlocked(open, stdout);
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
	putc_unlocked(json.close[json.depth], stdout);
	json.first = false;
	if (!json.depth) {
		putchar('\n');
		json.first = true;
	}
}

/**
 * out_reset() - close all open arrays and objects, after an error
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
	put_number(value);
}

void out_double(const char *key, double value)
{
	if (!options.json)
		return;
	item(key);
	printf("%.3f", value);
}

/* A string, as iproute2 writes masks and marks: "0xff00" */
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
