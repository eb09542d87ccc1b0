// SPDX-License-Identifier: GPL-2.0
/*
 * The attributes of an nvi device as words.
 */
#include <string.h>

#include "base/message.h"
#include "base/out.h"
#include "base/parse.h"
#include "kernel/link.h"
#include "cmd/args.h"
#include "cmd/device/device.h"

/* a mode that the kernel refuses, with a text that names the alternative */
#define MODE_DIRECT 1

enum shape { WORD, NUMBER, BOOLEAN, MARK };

/*
 * A MARK is two u32 attributes, its value and its mask; its one "word" has the mask's
 * key in JSON and attribute.  The others are u8 attributes with a word for each value.
 */
static const struct attr {
	const char *name;
	int type;
	enum shape json;
	struct {
		const char *word;
		__u8 value;
	} words[4];
} attrs[] = {
	{ "mode", IFLA_NVI_MODE, WORD,
	  { { "reinject", NVI_MODE_REINJECT }, { "reflect", NVI_MODE_REFLECT } } },
	{ "ingress", IFLA_NVI_INGRESS, WORD,
	  { { "real", NVI_INGRESS_REAL }, { "self", NVI_INGRESS_SELF } } },
	{ "mark", IFLA_NVI_MARK, MARK, { { "mask", IFLA_NVI_MARK_MASK } } },
	{ "hops", IFLA_NVI_HOPS, NUMBER,
	  { { "one", NVI_HOPS_ONE }, { "two", NVI_HOPS_TWO } } },
	{ "replay", IFLA_NVI_REPLAY, BOOLEAN,
	  { { "off", NVI_REPLAY_OFF }, { "on", NVI_REPLAY_ON } } },
	{ "fallback", IFLA_NVI_FALLBACK, WORD,
	  { { "route", NVI_FALLBACK_ROUTE }, { "refuse", NVI_FALLBACK_REFUSE } } },
	{ "learn", IFLA_NVI_LEARN, WORD,
	  { { "follow", NVI_LEARN_FOLLOW }, { "once", NVI_LEARN_ONCE } } },
	{ "fast", IFLA_NVI_FAST, BOOLEAN,
	  { { "off", NVI_FAST_OFF }, { "on", NVI_FAST_ON } } },
	{ "fastmark", IFLA_NVI_FAST_MARK, MARK, { { "fastmask", IFLA_NVI_FAST_MASK } } },
};

static const struct attr *find_attr(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attrs); i++)
		if (!strcmp(attrs[i].name, name))
			return &attrs[i];
	return NULL;
}

static int take_mark(const struct attr *a, const char *value, struct nvi_attrs *into)
{
	__u32 mark, mask;

	if (!parse_value_mask(strcmp(value, "off") ? value : "0/0", &mark, &mask))
		return fail("\"%s\" takes VALUE[/MASK], 32-bit numbers such as 0x100/0xff00, or off, not \"%s\"",
			    a->name, value);
	if (mark & ~mask)
		return fail("%s \"%s\": bits %#x lie outside the mask; clear them, or use mask %#x",
			    a->name, value, mark & ~mask, mark | mask);
	nvi_attrs_set(into, a->type, mark);
	nvi_attrs_set(into, a->words->value, mask);
	return 0;
}

static int no_such_word(const struct attr *a, const char *value)
{
	char list[128];
	size_t len = 0;
	int i;

	for (i = 0; a->words[i].word; i++)
		len += snprintf(list + len, sizeof(list) - len, "%s%s",
				i ? " or " : "", a->words[i].word);
	return fail("\"%s\" takes %s, not \"%s\"", a->name, list, value);
}

/**
 * take_nvi_attr() - parser of the keywords that are names of attributes
 * @k: the keyword; &struct nvi_attrs is at its offset
 * @value: a word, or a number, which a newer kernel may support
 * @into: the command's struct
 *
 * Return: 0, or BAD_INPUT
 */
int take_nvi_attr(const struct keyword *k, const char *value, void *into)
{
	struct nvi_attrs *to = (void *)((char *)into + k->offset);
	const struct attr *a = find_attr(k->name);
	__u32 number;
	int i;

	if (a->json == MARK)
		return take_mark(a, value, to);
	if (a->type == IFLA_NVI_MODE && !strcmp(value, "direct")) {
		nvi_attrs_set(to, a->type, MODE_DIRECT);
		return 0;
	}
	for (i = 0; a->words[i].word; i++) {
		if (strcmp(a->words[i].word, value))
			continue;
		nvi_attrs_set(to, a->type, a->words[i].value);
		return 0;
	}
	if (!parse_number(value, 255, &number))
		return no_such_word(a, value);
	nvi_attrs_set(to, a->type, number);
	return 0;
}

static void show_mark(const struct attr *a, const struct nvi_attrs *from)
{
	__u32 mark = from->value[a->type];
	__u32 mask = from->value[a->words->value];

	if (!mask)
		return;
	out_text("%s %#x/%#x ", a->name, mark, mask);
	out_hex(a->name, mark);
	out_hex(a->words->word, mask);
}

static void show_attr(const struct attr *a, __u32 value)
{
	int i = 0;

	while (a->words[i].word && a->words[i].value != value)
		i++;
	if (!a->words[i].word) {
		out_text("%s %u ", a->name, value);
		out_number(a->name, value);
		return;
	}
	out_text("%s %s ", a->name, a->words[i].word);
	if (a->json == NUMBER)
		out_number(a->name, value);
	else if (a->json == BOOLEAN)
		out_bool(a->name, value);
	else
		out_string(a->name, a->words[i].word);
}

/**
 * nvi_attrs_show() - print attributes as words; JSON has the keys of "ip -d -j link"
 * @from: the attributes
 */
void nvi_attrs_show(const struct nvi_attrs *from)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(attrs); i++) {
		if (!from->has[attrs[i].type])
			continue;
		if (attrs[i].json == MARK)
			show_mark(&attrs[i], from);
		else
			show_attr(&attrs[i], from->value[attrs[i].type]);
	}
}
