// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl rule: add, del and flush.  Rules of other programs are never changed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "nl/request.h"
#include "kernel/owns.h"
#include "kernel/route_send.h"
#include "kernel/rules.h"
#include "kernel/stage.h"
#include "reflect/reflect.h"
#include "cmd/cmd.h"
#include "cmd/rule/rule.h"

/* Fail if the words are not a complete rule. */
static int check_words(const struct rule_words *w)
{
	bool action = w->has_table || w->has_action || *w->via || w->rule.l3mdev;

	if (w->all)
		return fail("\"all\" is for \"rule show\"; addresses are \"from all\" and \"to all\"");
	if (!w->stage && !w->has_priority)
		return fail("\"rule add\" needs \"stage 1\", \"stage 2\" or \"pref PRIORITY\"");
	if (*w->via && w->stage == 2)
		return fail("\"via %s\" is for stage 1; stage 2 needs \"table TABLE\"", w->via);
	if (!action)
		return fail("\"rule add\" needs %s", w->stage == 1 ?
			    "\"via DEVICE\" (an nvi device) or \"table TABLE\"" :
			    "\"table TABLE\"");
	if (w->has_action && (w->has_table || *w->via))
		return fail("a rule has one action: a table or the other one");
	if (w->rule.has_suppress && !w->has_table)
		return fail("\"suppress_prefixlength\" needs a table");
	return 0;
}

static int check_priority(const struct rule_words *w)
{
	struct rule probe = { .priority = w->rule.priority, .protocol = NVICTL_PROTOCOL };

	if (!w->stage || !w->has_priority || stage_of(&probe) == (int)w->stage)
		return 0;
	return fail("priority %u is not one of stage %u, which has %u to %u; omit one of them",
		    w->rule.priority, w->stage, w->stage == 2 ? STAGE2_FIRST : STAGE1_FIRST,
		    w->stage == 2 ? STAGE2_LAST : STAGE1_LAST);
}

/* Find a rule of nvictl that differs in its priority only. */
static const struct rule *find_same(const struct rules *rules, const struct rule *rule)
{
	size_t i;

	for (i = 0; i < rules->count; i++) {
		struct rule other;

		/* the fields that differ most often */
		if (rules->rule[i].table != rule->table ||
		    memcmp(&rules->rule[i].from, &rule->from, sizeof(rule->from)))
			continue;
		other = rules->rule[i];
		other.priority = rule->priority;
		if (!memcmp(&other, rule, sizeof(other)))
			return &rules->rule[i];
	}
	return NULL;
}

/* Add a rule; one of a stage gets a priority, the front rule and the route it needs. */
static int add_staged(struct rule_words *w, const struct rules *rules, bool route_missing,
		      int ifindex)
{
	const struct rule *same = w->stage ? find_same(rules, &w->rule) : NULL;
	struct rule front;
	bool need_front;
	int err = 0;

	if (same && !route_missing)
		return refuse("the rule exists already, with priority %u", same->priority);
	need_front = w->stage && stage_needs_front(rules);
	if (!w->has_priority && !same)
		err = stage_priority(rules, w->stage, &w->rule.priority);
	if (!err)
		err = request_group();
	if (err)
		return err;
	if (route_missing)
		err = route_send_default(w->rule.family, w->rule.table, ifindex, true);
	if (!err && need_front) {
		stage_front(w->rule.family, &front);
		err = rule_send(&front, true);
	}
	if (!err && !same)
		err = rule_send(&w->rule, true);
	if (request_group_end() && !err)
		err = REFUSED;
	return err;
}

static int rule_add(struct args *args)
{
	const struct rules *rules;
	struct rule_words w;
	bool missing = false;
	int ifindex = 0;
	int err;

	err = rule_words_parse(args, "rule add", &w);
	if (!err)
		err = rule_words_family(&w, "rule add");
	if (!err)
		err = check_words(&w);
	if (!err)
		err = check_priority(&w);
	if (err)
		return err;
	if (!w.rule.family)
		w.rule.family = AF_INET;
	w.rule.protocol = NVICTL_PROTOCOL;
	/* the kernel reports "from all" as no selector */
	if (!w.rule.from.len)
		memset(&w.rule.from, 0, sizeof(w.rule.from));
	if (!w.rule.to.len)
		memset(&w.rule.to, 0, sizeof(w.rule.to));
	if (!w.has_action)
		w.rule.action = FR_ACT_TO_TBL;
	if (*w.via) {
		err = stage_via(w.rule.family, w.via, &w.rule.table, &missing, &ifindex);
		if (err)
			return err;
	}
	rules = rules_get(w.rule.family);
	if (!rules)
		return REFUSED;
	return add_staged(&w, rules, missing, ifindex);
}

/* Find the only rule that matches: the kernel deletes the first match. */
static int find_one(const struct rule_words *w, struct rule *found)
{
	static const int families[] = { AF_INET, AF_INET6 };
	unsigned int ours = 0, others = 0;
	size_t f, i;

	for (f = 0; f < ARRAY_SIZE(families); f++) {
		const struct rules *rules;

		if (w->rule.family && w->rule.family != families[f])
			continue;
		rules = rules_get(families[f]);
		if (!rules)
			return REFUSED;
		for (i = 0; i < rules->count; i++) {
			if (!rule_matches(&rules->rule[i], w))
				continue;
			if (rules->rule[i].protocol != NVICTL_PROTOCOL) {
				others++;
				continue;
			}
			if (!ours++)
				*found = rules->rule[i];
		}
	}
	if (ours > 1)
		return refuse("%u rules match; specify one, for example by \"pref\"", ours);
	if (!ours && others)
		return refuse("nvictl did not add that rule; \"ip rule del\" can delete it");
	return ours ? 0 : refuse("there is no such rule; \"nvictl rule show\" lists those of nvictl");
}

static int rule_del(struct args *args)
{
	bool any = args->argc;
	struct rule_words w;
	struct rule found;
	int err;

	if (!any)
		return fail("\"rule del\" needs a rule, for example \"pref PRIORITY\"; \"rule flush\" deletes all");
	err = rule_words_parse(args, "rule del", &w);
	if (!err)
		err = rule_words_family(&w, "rule del");
	if (err)
		return err;
	if (*w.via) {
		bool missing;
		int ifindex;

		err = stage_via(w.rule.family ? w.rule.family : AF_INET, w.via,
				&w.rule.table, &missing, &ifindex);
		w.has_table = true;
	}
	if (!err)
		err = find_one(&w, &found);
	return err ? err : rule_send(&found, false);
}

static int flush_family(const struct rule_words *w, int family)
{
	const struct rules *rules = rules_get(family);
	struct rule *copy;
	size_t i, n = 0;
	int err = 0;

	if (!rules)
		return REFUSED;
	copy = calloc(rules->count + 1, sizeof(*copy));
	if (!copy)
		return refuse("out of memory");
	for (i = 0; i < rules->count; i++)
		if (rules->rule[i].protocol == NVICTL_PROTOCOL &&
		    (w->has_priority || !reflect_owns(&rules->rule[i])) &&
		    rule_matches(&rules->rule[i], w))
			copy[n++] = rules->rule[i];
	for (i = 0; !err && i < n; i++)
		err = rule_send(&copy[i], false);
	free(copy);
	return err;
}

static int rule_flush(struct args *args)
{
	struct rule_words w;
	int err = rule_words_parse(args, "rule flush", &w);

	if (!err)
		err = rule_words_family(&w, "rule flush");
	if (!err && w.rule.family != AF_INET6)
		err = flush_family(&w, AF_INET);
	if (!err && w.rule.family != AF_INET)
		err = flush_family(&w, AF_INET6);
	return err;
}

static const struct command commands[] = {
	{ "show", rule_show, "[ all ] [ RULE ]", "list nvictl's rules, or all" },
	{ "add", rule_add, "RULE", "add one" },
	{ "del", rule_del, "RULE", "delete the one that matches" },
	{ "flush", rule_flush, "[ RULE ]", "delete nvictl's rules, or those that match" },
	{ "list", rule_show, NULL, NULL },
	{ "lst", rule_show, NULL, NULL },
	{ "ls", rule_show, NULL, NULL },
	{ "delete", rule_del, NULL, NULL },
	{ }
};

const struct object rule_object = {
	.name = "rule",
	.commands = commands,
	.about = "policy rules of the two stages",
	.notes =
	"RULE     := [ stage { 1 | 2 } ] [ pref PRIORITY ] SELECTOR ACTION\n"
	"SELECTOR := [ not ] [ from PREFIX ] [ to PREFIX ] [ iif DEVICE ] [ oif DEVICE ]\n"
	"            [ fwmark VALUE[/MASK] ] [ dsfield HEX ] [ ipproto PROTOCOL ]\n"
	"            [ sport PORT[-PORT] ] [ dport PORT[-PORT] ] [ uidrange UID-UID ]\n"
	"            [ tun_id NUMBER ] [ l3mdev ] [ inet | inet6 ]\n"
	"ACTION   := { via NVIDEVICE | table TABLE [ suppress_prefixlength LENGTH ] |\n"
	"              goto PRIORITY | blackhole | unreachable | prohibit | nop }\n\n"
	"Stage 1 is \"via\" an nvi device; stage 2 routes by the translated address.\n"
	"Without \"pref\", a rule follows the others of its stage.\n",
};
