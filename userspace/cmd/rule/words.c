// SPDX-License-Identifier: GPL-2.0
/*
 * The words of a rule: those of "ip rule", and "stage" and "via".
 */
#include <stddef.h>
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "base/options.h"
#include "base/parse.h"
#include "kernel/rule.h"
#include "kernel/stage.h"
#include "cmd/cmd.h"
#include "cmd/rule/rule.h"

static int take_stage(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	(void)k;
	if (!parse_number(value, 2, &w->stage) || !w->stage)
		return fail("\"stage\" takes 1 (routed to nvi0) or 2 (routed by the translated address), not \"%s\"",
			    value);
	return 0;
}

static int take_priority(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	w->has_priority = true;
	return take_u32(k, value, &w->rule.priority);
}

static int take_mark(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	(void)k;
	if (!parse_value_mask(value, &w->rule.mark, &w->rule.mask))
		return fail("\"fwmark\" takes VALUE[/MASK], 32-bit numbers such as 0x100/0xff00, not \"%s\"",
			    value);
	if (w->rule.mark & ~w->rule.mask)
		return fail("fwmark \"%s\": bits %#x lie outside the mask, so no packet could match",
			    value, w->rule.mark & ~w->rule.mask);
	return 0;
}

static int take_uids(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	(void)k;
	if (!parse_range(value, 0xffffffff, &w->rule.uid))
		return fail("\"uidrange\" takes NUMBER-NUMBER, not \"%s\"", value);
	w->rule.has_uid = true;
	return 0;
}

static int take_suppress(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	(void)k;
	if (!parse_number(value, 128, &w->rule.suppress_len))
		return fail("\"suppress_prefixlength\" takes a number of 0 to 128, not \"%s\"", value);
	w->rule.has_suppress = true;
	return 0;
}

static int take_tun_id(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	(void)k;
	if (!parse_u64(value, 0, &w->rule.tun_id) || !w->rule.tun_id)
		return fail("\"tun_id\" takes a number of 1 to 18446744073709551615, not \"%s\"", value);
	return 0;
}

static int take_rule_table(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	w->has_table = true;
	return take_table(k, value, &w->rule.table);
}

static int take_goto(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	if (w->has_action)
		return fail("a rule has one action; \"%s\" is a second one", k->name);
	w->has_action = true;
	w->rule.action = FR_ACT_GOTO;
	return take_u32(k, value, &w->rule.target);
}

static int take_action(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	(void)value;
	if (w->has_action)
		return fail("a rule has one action; \"%s\" is a second one", k->name);
	w->has_action = true;
	w->rule.action = !strcmp(k->name, "blackhole") ? FR_ACT_BLACKHOLE :
			 !strcmp(k->name, "unreachable") ? FR_ACT_UNREACHABLE :
			 !strcmp(k->name, "nop") ? FR_ACT_NOP : FR_ACT_PROHIBIT;
	return 0;
}

static int take_family(const struct keyword *k, const char *value, void *into)
{
	struct rule_words *w = into;

	(void)value;
	w->rule.family = !strcmp(k->name, "inet6") ? AF_INET6 : AF_INET;
	return 0;
}

#define AT(field) offsetof(struct rule_words, field)
static const struct keyword keywords[] = {
	{ "stage", "1 or 2", take_stage, 0 },
	{ "inet", NULL, take_family, 0 },
	{ "inet6", NULL, take_family, 0 },
	{ "not", NULL, take_flag, AT(rule.invert) },
	{ "from", "ADDRESS[/LENGTH]", take_prefix, AT(rule.from) },
	{ "to", "ADDRESS[/LENGTH]", take_prefix, AT(rule.to) },
	{ "iif", "DEVICE", take_device, AT(rule.iif) },
	{ "oif", "DEVICE", take_device, AT(rule.oif) },
	{ "fwmark", "VALUE[/MASK]", take_mark, 0 },
	{ "tos", "HEX", take_dsfield, AT(rule.tos) },
	{ "dsfield", "HEX", take_dsfield, AT(rule.tos) },
	{ "ipproto", "PROTOCOL", take_ipproto, AT(rule.ipproto) },
	{ "sport", "PORT[-PORT]", take_ports, AT(rule.sport) },
	{ "dport", "PORT[-PORT]", take_ports, AT(rule.dport) },
	{ "uidrange", "UID-UID", take_uids, 0 },
	{ "l3mdev", NULL, take_flag, AT(rule.l3mdev) },
	{ "tun_id", "NUMBER", take_tun_id, 0 },
	{ "table", "TABLE", take_rule_table, 0 },
	{ "lookup", "TABLE", take_rule_table, 0 },
	{ "via", "DEVICE", take_device, AT(via) },
	{ "goto", "PRIORITY", take_goto, 0 },
	{ "blackhole", NULL, take_action, 0 },
	{ "unreachable", NULL, take_action, 0 },
	{ "prohibit", NULL, take_action, 0 },
	{ "nop", NULL, take_action, 0 },
	{ "suppress_prefixlength", "LENGTH", take_suppress, 0 },
	{ "pref", "PRIORITY", take_priority, 0 },
	{ "priority", "PRIORITY", take_priority, 0 },
	{ "all", NULL, take_flag, AT(all) },
	{ }
};

/**
 * rule_words_parse() - parse the words of a rule
 * @args: the words
 * @command: name of the command, for messages
 * @words: the result
 *
 * Return: 0 or BAD_INPUT
 */
int rule_words_parse(struct args *args, const char *command, struct rule_words *words)
{
	memset(words, 0, sizeof(*words));
	return args_parse(args, keywords, command, words);
}

static int agree(struct rule_words *words, const struct prefix *p, const char *command)
{
	char buf[64];

	if (!p->family)
		return 0;
	if (words->rule.family && words->rule.family != p->family)
		return fail("\"%s\": %s is IPv%c, the rest is IPv%c", command,
			    prefix_text(p, buf, sizeof(buf)), p->family == AF_INET6 ? '6' : '4',
			    p->family == AF_INET6 ? '4' : '6');
	words->rule.family = p->family;
	return 0;
}

/**
 * rule_words_family() - find the family of a rule from its words and the options
 * @words: the words; their family is set, or AF_UNSPEC
 * @command: name of the command, for messages
 *
 * Return: 0 or BAD_INPUT
 */
int rule_words_family(struct rule_words *words, const char *command)
{
	int err;

	if (options.family && words->rule.family && options.family != words->rule.family)
		return fail("\"%s\": -%c and %s exclude each other", command,
			    options.family == AF_INET6 ? '6' : '4',
			    words->rule.family == AF_INET6 ? "inet6" : "inet");
	if (options.family)
		words->rule.family = options.family;
	err = agree(words, &words->rule.from, command);
	return err ? err : agree(words, &words->rule.to, command);
}

static bool same_prefix(const struct prefix *a, const struct prefix *b)
{
	return a->len == b->len && !memcmp(a->addr, b->addr, sizeof(a->addr));
}

static bool same_range(const struct range *a, const struct range *b)
{
	return a->start == b->start && a->end == b->end;
}

/**
 * rule_matches() - true if a rule matches all words
 * @r: the rule
 * @words: the words
 */
bool rule_matches(const struct rule *r, const struct rule_words *words)
{
	const struct rule *w = &words->rule;

	return (!w->family || w->family == r->family) &&
	       (!words->stage || (int)words->stage == stage_of(r)) &&
	       (!words->has_priority || w->priority == r->priority) &&
	       (!words->has_table || w->table == r->table) &&
	       (!words->has_action || (w->action == r->action && w->target == r->target)) &&
	       (!w->from.family || same_prefix(&w->from, &r->from)) &&
	       (!w->to.family || same_prefix(&w->to, &r->to)) &&
	       (!*w->iif || !strcmp(w->iif, r->iif)) &&
	       (!*w->oif || !strcmp(w->oif, r->oif)) &&
	       (!w->mask || (w->mark == r->mark && w->mask == r->mask)) &&
	       (!w->tos || w->tos == r->tos) &&
	       (!w->ipproto || w->ipproto == r->ipproto) &&
	       (!w->sport.end || same_range(&w->sport, &r->sport)) &&
	       (!w->dport.end || same_range(&w->dport, &r->dport)) &&
	       (!w->has_uid || (r->has_uid && same_range(&w->uid, &r->uid))) &&
	       (!w->has_suppress ||
		(r->has_suppress && w->suppress_len == r->suppress_len)) &&
	       (!w->tun_id || w->tun_id == r->tun_id) &&
	       (!w->l3mdev || r->l3mdev) && (!w->invert || r->invert);
}
