// SPDX-License-Identifier: GPL-2.0
/*
 * The words of a command: keywords, which may be shortened, and their values.
 */
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/names.h"
#include "base/parse.h"
#include "cmd/args.h"

#define MAX_KEYWORDS 32

static int say_unknown(const char *word, const char *const *names, const char *what,
		       const char *of)
{
	char list[512] = "";
	size_t len = 0;
	int i;

	for (i = 0; names[i] && len < sizeof(list); i++)
		if (*names[i])
			len += snprintf(list + len, sizeof(list) - len, "%s%s",
					len ? ", " : "", names[i]);
	return fail("\"%s\" is not %s%s%s%s; there are: %s", word, what,
		    of ? " of \"" : "", of ? of : "", of ? "\"" : "", list);
}

/**
 * word_find() - find a word in a list
 * @word: as typed, perhaps shortened
 * @names: the list, ends with NULL; empty names are ignored
 * @what: the kind of word, for the message: "an object"
 * @of: what the word belongs to, for the message; or NULL
 *
 * Return: the index in @names, or BAD_INPUT after a message
 */
int word_find(const char *word, const char *const *names, const char *what, const char *of)
{
	size_t len = strlen(word);
	int found = -1;
	int i;

	for (i = 0; names[i]; i++)
		if (!strcmp(names[i], word))
			return i;
	if (!len)
		return say_unknown(word, names, what, of);
	for (i = 0; names[i]; i++) {
		if (strncmp(names[i], word, len))
			continue;
		if (found >= 0)
			return fail("\"%s\" is ambiguous: %s or %s", word,
				    names[found], names[i]);
		found = i;
	}
	return found < 0 ? say_unknown(word, names, what, of) : found;
}

/**
 * args_skip() - remove the first word
 * @args: the words
 */
void args_skip(struct args *args)
{
	args->argc--;
	args->argv++;
}

/**
 * args_parse() - parse all words by a table of keywords
 * @args: the words; none are left afterwards
 * @table: the keywords, ends with an empty one.  A keyword with an empty name takes
 *	one word that is no other keyword.
 * @command: name of the command for messages: "rule add"
 * @into: the command's struct, which the parsers fill in
 *
 * Return: 0, or BAD_INPUT
 */
int args_parse(struct args *args, const struct keyword *table,
	       const char *command, void *into)
{
	const char *names[MAX_KEYWORDS + 1] = { };
	const struct keyword *k;
	__u32 seen = 0;
	int bare = -1;
	int i, n, err;

	for (n = 0; table[n].name && n < MAX_KEYWORDS; n++) {
		names[n] = table[n].name;
		if (!*names[n])
			bare = n;
	}
	while (args->argc) {
		const char *word = args->argv[0];
		const char *value = NULL;

		for (i = 0; i < n && (i == bare || *word != *names[i] || strcmp(word, names[i])); i++)
			;
		if (i == n && bare >= 0 && !(seen & 1U << bare))
			i = bare;
		else if (i == n)
			i = word_find(word, names, "a word", command);
		if (i < 0)
			return i;
		k = &table[i];
		if (seen & 1U << i)
			return fail("\"%s\" is given twice", k->name);
		seen |= 1U << i;
		if (i == bare) {
			value = word;
		} else if (k->value) {
			args_skip(args);
			if (!args->argc)
				return fail("\"%s\" needs a value: %s", k->name, k->value);
			value = args->argv[0];
		}
		args_skip(args);
		err = k->parse(k, value, into);
		if (err)
			return err;
	}
	return 0;
}

/**
 * args_none() - fail if words are left
 * @args: the words
 * @command: its name
 *
 * Return: 0, or BAD_INPUT
 */
int args_none(const struct args *args, const char *command)
{
	if (!args->argc)
		return 0;
	return fail("\"%s\" is not an argument of \"%s\"", args->argv[0], command);
}

static void *field(const struct keyword *k, void *into)
{
	return (char *)into + k->offset;
}

int take_flag(const struct keyword *k, const char *value, void *into)
{
	(void)value;
	*(bool *)field(k, into) = true;
	return 0;
}

int take_u32(const struct keyword *k, const char *value, void *into)
{
	if (!parse_number(value, 0xffffffff, field(k, into)))
		return fail("\"%s\" takes a number of 0 to 4294967295, not \"%s\"",
			    k->name, value);
	return 0;
}

int take_prefix(const struct keyword *k, const char *value, void *into)
{
	if (!parse_prefix(value, field(k, into)))
		return fail("\"%s\" takes an address or network such as 198.51.100.0/24 or 2001:db8::/32, not \"%s\"",
			    k->name, value);
	return 0;
}

int take_address(const struct keyword *k, const char *value, void *into)
{
	struct prefix *p = field(k, into);

	if (strchr(value, '/') || !parse_prefix(value, p) || !p->family)
		return fail("\"%s\" takes an address such as 198.51.100.2 or 2001:db8::2, not \"%s\"",
			    k->name, value);
	return 0;
}

int take_device(const struct keyword *k, const char *value, void *into)
{
	if (!device_name_ok(value))
		return fail("\"%s\" cannot be the name of a device: 1 to 15 characters, without blanks, / and :",
			    value);
	snprintf(field(k, into), IFNAMSIZ, "%s", value);
	return 0;
}

int take_dsfield(const struct keyword *k, const char *value, void *into)
{
	if (!parse_dsfield(value, field(k, into)))
		return fail("\"%s\" takes a hexadecimal number of 0 to ff, not \"%s\"",
			    k->name, value);
	return 0;
}

int take_ipproto(const struct keyword *k, const char *value, void *into)
{
	if (!parse_ipproto(value, field(k, into)))
		return fail("\"%s\" takes a protocol: tcp, udp, icmp, sctp... or 1 to 255, not \"%s\"",
			    k->name, value);
	return 0;
}

int take_ports(const struct keyword *k, const char *value, void *into)
{
	struct range *range = field(k, into);

	if (!parse_range(value, 65535, range) || !range->start)
		return fail("\"%s\" takes a port or a range of ports, 1 to 65535, such as 443 or 1024-2047, not \"%s\"",
			    k->name, value);
	return 0;
}

int take_table(const struct keyword *k, const char *value, void *into)
{
	if (!table_number(value, field(k, into)))
		return fail("there is no table \"%s\": a number of 1 to 4294967295, or a name of /etc/iproute2/rt_tables",
			    value);
	return 0;
}
