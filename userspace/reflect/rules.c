// SPDX-License-Identifier: GPL-2.0
/*
 * Reflection as the kernel has it: which rules belong to it, and what they say.
 */
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/names.h"
#include "reflect/reflect.h"
#include "nl/request.h"

const int reflect_families[2] = { AF_INET, AF_INET6 };

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
 * @family: AF_INET or AF_INET6
 * @dev: the device
 * @frame: REFLECT_FRAME of them come here, in the order to be made in
 *
 * Return: how many
 */
unsigned int reflect_frame(int family, const struct link *dev, struct rule *frame)
{
	__u32 mark = dev->nvi.value[IFLA_NVI_MARK];
	__u32 mask = dev->nvi.value[IFLA_NVI_MARK_MASK];
	struct rule *r = frame;

	begin(r++, family, REFLECT_GUARD_END, FR_ACT_NOP);
	begin(r++, family, REFLECT_END, FR_ACT_NOP);
	begin_goto(r, family, REFLECT_GUARD, REFLECT_GUARD_END);
	r->mark = mark;
	r++->mask = mask;
	begin_goto(r, family, REFLECT_FIRST, REFLECT_END);
	r->mark = mark;
	r++->mask = mask;
	/*
	 * A socket without an address looks up its route first, to get one: by
	 * back0, which has none, it would get just any.  IPv6 does not ask
	 * rules with a "from" then (see reflect_pairs()).
	 */
	if (family == AF_INET) {
		begin_goto(r, family, REFLECT_NO_SOURCE, REFLECT_END);
		r->from.family = AF_INET;
		r++->from.len = 32;
	}
	return r - frame;
}

/**
 * reflect_is_frame() - is it one of nvictl's like those of reflect_frame()?
 * @rule: the rule; its mark may be an old one
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

/* "from all" of IPv6 is two halves: such rules are not asked before there is a source. */
static bool upper_half(const struct prefix *p)
{
	return p->family == AF_INET6 && p->len == 1 && p->addr[0] == 0x80;
}

static bool lower_half(const struct prefix *p)
{
	return p->family == AF_INET6 && p->len == 1 && !p->addr[0];
}

static void put_pair(struct rule *pair, const struct reflect_entry *e, const struct prefix *from)
{
	begin(&pair[0], e->family, e->priority, FR_ACT_TO_TBL);
	pair[0].from = *from;
	pair[0].ipproto = e->ipproto;
	pair[0].sport = e->sport;
	pair[0].mark = e->mark;
	pair[0].mask = e->mask;
	pair[1] = pair[0];
	/* what is on a link of ours, or for a network with a route of its own */
	pair[0].table = RT_TABLE_MAIN;
	pair[0].has_suppress = true;
	pair[1].priority++;
	pair[1].table = REFLECT_TABLE;
}

/**
 * reflect_pairs() - the rules of an entry
 * @entry: the entry, with its priority
 * @pairs: REFLECT_PAIRS of them come here, in the order to be made in
 *
 * Return: how many
 */
unsigned int reflect_pairs(const struct reflect_entry *entry, struct rule *pairs)
{
	struct prefix half = { .family = AF_INET6, .len = 1 };

	if (entry->family != AF_INET6 || entry->from.len) {
		put_pair(pairs, entry, &entry->from);
		return 2;
	}
	put_pair(pairs, entry, &half);
	half.addr[0] = 0x80;
	put_pair(pairs + 2, entry, &half);
	return 4;
}

static bool is_entry(const struct rule *rule)
{
	return rule->protocol == NVICTL_PROTOCOL && rule->action == FR_ACT_TO_TBL &&
	       rule->priority >= REFLECT_ENTRY_FIRST && rule->priority <= REFLECT_ENTRY_LAST &&
	       (rule->table == REFLECT_TABLE ||
		(rule->table == RT_TABLE_MAIN && rule->has_suppress && !rule->suppress_len));
}

/**
 * reflect_owns() - does it belong to reflection?
 * @rule: the rule
 */
bool reflect_owns(const struct rule *rule)
{
	return reflect_is_frame(rule) || is_entry(rule);
}

/**
 * reflect_next() - the next entry that rules speak of
 * @rules: all of a family
 * @at: where to look on; 0 first
 * @entry: comes here
 *
 * Return: 1, or 0: there are no more
 */
int reflect_next(const struct rules *rules, size_t *at, struct reflect_entry *entry)
{
	const struct rule *r;

	while (*at < rules->count) {
		r = &rules->rule[(*at)++];
		if (!is_entry(r) || r->table != REFLECT_TABLE || upper_half(&r->from))
			continue;
		memset(entry, 0, sizeof(*entry));
		entry->family = r->family;
		entry->from = r->from;
		if (lower_half(&r->from))
			memset(&entry->from, 0, sizeof(entry->from));
		entry->ipproto = r->ipproto;
		entry->sport = r->sport;
		entry->mark = r->mark;
		entry->mask = r->mask;
		entry->priority = r->priority - 1;
		return 1;
	}
	return 0;
}

/**
 * reflect_count() - how many addresses and the like are reflected?
 * @rules: those there are
 */
unsigned int reflect_count(const struct rules *rules)
{
	struct reflect_entry entry;
	unsigned int n = 0;
	size_t at = 0;

	while (reflect_next(rules, &at, &entry))
		n++;
	return n;
}

/**
 * reflect_find() - is there such an entry?
 * @rules: all of a family
 * @wanted: the entry; its priority does not count
 * @found: comes here
 */
bool reflect_find(const struct rules *rules, const struct reflect_entry *wanted,
		  struct reflect_entry *found)
{
	struct reflect_entry same = *wanted;
	size_t at = 0;

	while (reflect_next(rules, &at, found)) {
		same.priority = found->priority;
		if (!memcmp(&same, found, sizeof(same)))
			return true;
	}
	return false;
}

/* A device that is down has no routes. */
static int by_alias(const struct link *link, void *arg)
{
	struct reflect *r = arg;

	if (strcmp(link->alias, REFLECT_ALIAS))
		return 0;
	r->dev = *link;
	r->has_dev = true;
	return 1;
}

/**
 * reflect_read() - how is reflection set up?
 * @name: of the device if nothing tells it; NULL: then there is none
 * @r: comes here
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_read(const char *name, struct reflect *r)
{
	char buf[NAME_SIZE];
	__u32 oif = 0;
	int err;

	memset(r, 0, sizeof(*r));
	err = reflect_routes_read(r, &oif);
	if (!err && !oif)
		err = link_each_nvi(by_alias, r);
	if (!err && oif)
		name = device_name(oif, buf);
	if (!err && !r->has_dev && name)
		err = link_find(name, &r->dev);
	if (err < 0)
		return err;
	r->has_dev |= err;
	r->ours = r->has_dev && !strcmp(r->dev.alias, REFLECT_ALIAS);
	return 0;
}
