// SPDX-License-Identifier: GPL-2.0
/*
 * The rules of reflection: see reflect.h.
 */
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "reflect/reflect.h"

static void begin(struct rule *rule, int family, __u32 priority, __u8 action)
{
	memset(rule, 0, sizeof(*rule));
	rule->family = family;
	rule->priority = priority;
	rule->protocol = NVICTL_PROTOCOL;
	rule->action = action;
}

static void begin_goto(struct rule *rule, int family, __u32 priority, __u32 target)
{
	begin(rule, family, priority, FR_ACT_GOTO);
	rule->target = target;
}

/**
 * reflect_frame() - the rules around those of the entries
 * @r: the description
 * @family: AF_INET or AF_INET6
 * @frame: up to REFLECT_FRAME come here, in the order in which they are added
 *
 * Return: their number
 */
unsigned int reflect_frame(const struct reflection *r, int family, struct rule *frame)
{
	const struct nvi_attrs *nvi = &r->dev.nvi;
	struct rule *rule = frame;

	if (r->owner->only_replies)
		return 0;
	begin(rule++, family, REFLECT_GUARD_END, FR_ACT_NOP);
	begin(rule++, family, REFLECT_END, FR_ACT_NOP);
	begin_goto(rule, family, REFLECT_GUARD, REFLECT_GUARD_END);
	rule->mark = nvi->value[IFLA_NVI_MARK];
	rule++->mask = nvi->value[IFLA_NVI_MARK_MASK];
	begin_goto(rule, family, REFLECT_FIRST, REFLECT_END);
	rule->mark = nvi->value[IFLA_NVI_MARK];
	rule++->mask = nvi->value[IFLA_NVI_MARK_MASK];
	/*
	 * A socket without a source looks up a route to get one; by the device, which
	 * has no address, it would get that of any interface.  IPv6 skips rules with a
	 * "from" in that look-up (see reflect_entry_rules()).
	 */
	if (family == AF_INET) {
		begin_goto(rule, family, REFLECT_NO_SOURCE, REFLECT_END);
		rule->from.family = AF_INET;
		rule++->from.len = 32;
	}
	return rule - frame;
}

/**
 * reflect_is_frame() - true for a rule of reflect_frame() that nvictl added
 * @rule: the rule; the device may have had another mark then
 */
bool reflect_is_frame(const struct rule *rule)
{
	bool nop = rule->action == FR_ACT_NOP;
	bool jump = rule->action == FR_ACT_GOTO;

	if (rule->protocol != NVICTL_PROTOCOL)
		return false;
	switch (rule->priority) {
	case REFLECT_FIRST:
	case REFLECT_NO_SOURCE:
		return jump && rule->target == REFLECT_END;
	case REFLECT_GUARD:
		return jump && rule->target == REFLECT_GUARD_END;
	case REFLECT_END:
	case REFLECT_GUARD_END:
		return nop && rule_is_all(rule);
	}
	return false;
}

static void put_rules(const struct reflection *r, const struct reflect_entry *e,
		      const struct prefix *from, struct rule **rule)
{
	struct rule lead;

	begin(&lead, e->family, e->priority, FR_ACT_TO_TBL);
	lead.table = r->table;
	lead.from = *from;
	lead.ipproto = e->ipproto;
	lead.sport = e->sport;
	lead.mark = e->mark;
	lead.mask = e->mask;
	if (!r->owner->only_replies) {
		/* what table main has a route for, other than its default route */
		**rule = lead;
		(*rule)->table = RT_TABLE_MAIN;
		(*rule)++->has_suppress = true;
		lead.priority++;
	}
	*(*rule)++ = lead;
}

/**
 * reflect_entry_rules() - the rules of an entry
 * @r: the description
 * @entry: the entry, with its priority
 * @rules: up to REFLECT_ENTRY_RULES come here, in the order in which they are added
 *
 * IPv6 skips rules with a "from" while a packet of the router has no source.  So an
 * entry for all sources gets two halves of them, unless it matches replies only.
 *
 * Return: their number
 */
unsigned int reflect_entry_rules(const struct reflection *r, const struct reflect_entry *entry,
				 struct rule *rules)
{
	struct prefix half = { .family = AF_INET6, .len = 1 };
	struct rule *rule = rules;

	if (r->owner->only_replies || entry->family != AF_INET6 || entry->from.len) {
		put_rules(r, entry, &entry->from, &rule);
	} else {
		put_rules(r, entry, &half, &rule);
		half.addr[0] = 0x80;
		put_rules(r, entry, &half, &rule);
	}
	return rule - rules;
}

/**
 * reflect_is_entry() - true for a rule of an entry
 * @owner: the owner of the entry
 * @rule: the rule
 */
bool reflect_is_entry(const struct reflect_owner *owner, const struct rule *rule)
{
	return rule->protocol == NVICTL_PROTOCOL && rule->action == FR_ACT_TO_TBL &&
	       rule->priority >= owner->entry_first && rule->priority <= owner->entry_last &&
	       (!owner->fixed_table || rule->table == owner->table ||
		(rule->table == RT_TABLE_MAIN && rule->has_suppress && !rule->suppress_len));
}

/**
 * reflect_owns() - true for a rule of `nvictl reflect`
 * @rule: the rule
 */
bool reflect_owns(const struct rule *rule)
{
	return reflect_is_frame(rule) || reflect_is_entry(&reflect_command, rule);
}
