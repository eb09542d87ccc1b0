// SPDX-License-Identifier: GPL-2.0
/*
 * A JSON parser by RFC 8259, which also requires unique keys.
 */
#include <ctype.h>
#include <string.h>

#include "fuzz.h"

static const char *at, *stop;

static bool value(int depth);

static bool take(const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(stop - at) < len || memcmp(at, word, len))
		return false;
	at += len;
	return true;
}

static void blanks(void)
{
	while (at < stop && strchr(" \t\r\n", *at) && *at)
		at++;
}

/* Parse one UTF-8 character and check its code point. */
static bool character(void)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned char c = *at++;
	int more = c < 0x80 ? 0 : c >> 5 == 6 ? 1 : c >> 4 == 14 ? 2 : c >> 3 == 30 ? 3 : -1;
	uint32_t code = more > 0 ? c & (0x3f >> more) : c;
	int i;

	if (more < 0 || stop - at < more)
		return false;
	for (i = 0; i < more; i++, at++) {
		if (((unsigned char)*at & 0xc0) != 0x80)
			return false;
		code = code << 6 | (*at & 0x3f);
	}
	return code >= least[more] && code >= 0x20 && code <= 0x10ffff && code >> 11 != 27;
}

static bool string(void)
{
	int i;

	if (!take("\""))
		return false;
	while (at < stop && *at != '"') {
		if (*at != '\\') {
			if (!character())
				return false;
			continue;
		}
		at++;
		if (at == stop || !*at || !strchr("\"\\/bfnrtu", *at))
			return false;
		if (*at++ != 'u')
			continue;
		for (i = 0; i < 4; i++)
			if (at == stop || !isxdigit((unsigned char)*at++))
				return false;
	}
	return take("\"");
}

static bool digits(void)
{
	const char *from = at;

	while (at < stop && isdigit((unsigned char)*at))
		at++;
	return at > from;
}

static bool number(void)
{
	take("-");
	if (!take("0") && !digits())
		return false;
	return !take(".") || digits();
}

/* Parse an array or object after its [ or { up to @end. */
static bool members(char end, int depth)
{
	const char *keys[128];
	size_t lens[128];
	int n = 0, i;

	blanks();
	if (at < stop && *at == end)
		return at++;
	do {
		blanks();
		if (end == '}') {
			const char *key = at;

			if (!string())
				return false;
			for (i = 0; i < n; i++)
				if (lens[i] == (size_t)(at - key) && !memcmp(keys[i], key, lens[i]))
					return false;
			if (n < 128) {
				keys[n] = key;
				lens[n++] = at - key;
			}
			blanks();
			if (!take(":"))
				return false;
		}
		if (!value(depth + 1))
			return false;
		blanks();
	} while (take(","));
	return at < stop && *at++ == end;
}

static bool value(int depth)
{
	blanks();
	if (depth > 15 || at == stop)
		return false;
	if (take("{"))
		return members('}', depth);
	if (take("["))
		return members(']', depth);
	if (*at == '"')
		return string();
	return take("true") || take("false") || take("null") || number();
}

/**
 * check_json() - check a sequence of JSON documents
 * @text: the documents
 * @len: length of @text
 *
 * Other lines, such as help and Prometheus metrics, are skipped.
 */
void check_json(const char *text, size_t len)
{
	at = text;
	stop = text + len;
	while (at < stop) {
		const char *from = at;

		if (*at == '[' || *at == '{') {
			if (!value(0) || !take("\n"))
				bug("not JSON", from, stop - from);
			continue;
		}
		while (at < stop && *at++ != '\n')
			;
	}
}
