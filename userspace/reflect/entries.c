// SPDX-License-Identifier: GPL-2.0
/*
 * The entries of reflection, as the rules in the kernel tell them.
 */
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "reflect/reflect.h"

/* the halves of all sources of IPv6, see reflect_entry_rules() */
static bool upper_half(const struct prefix *p)
{
	return p->family == AF_INET6 && p->len == 1 && p->addr[0] == 0x80;
}

static bool lower_half(const struct prefix *p)
{
	return p->family == AF_INET6 && p->len == 1 && !p->addr[0];
}

/* True for the one rule of each entry that leads to the device. */
static bool leads(const struct reflect_owner *owner, const struct rule *rule)
{
	return reflect_is_entry(owner, rule) && rule->table != RT_TABLE_MAIN &&
	       !upper_half(&rule->from);
}

/**
 * reflect_next() - the next entry
 * @owner: its owner
 * @rules: all rules of a family
 * @at: index to go on from; 0 at first
 * @entry: the entry comes here
 *
 * Return: 1, or 0 if there are no more
 */
int reflect_next(const struct reflect_owner *owner, const struct rules *rules, size_t *at,
		 struct reflect_entry *entry)
{
	const struct rule *r;

	while (*at < rules->count) {
		r = &rules->rule[(*at)++];
		if (!leads(owner, r))
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
		/* the rule in front of it has that of the entry */
		entry->priority = owner->only_replies ? r->priority : r->priority - 1;
		return 1;
	}
	return 0;
}

/**
 * reflect_count() - the number of entries
 * @owner: their owner
 * @rules: all rules of a family
 */
unsigned int reflect_count(const struct reflect_owner *owner, const struct rules *rules)
{
	struct reflect_entry entry;
	unsigned int n = 0;
	size_t at = 0;

	while (reflect_next(owner, rules, &at, &entry))
		n++;
	return n;
}

/**
 * reflect_find() - find an entry
 * @owner: its owner
 * @rules: all rules of a family
 * @wanted: the entry; its priority does not count
 * @found: the entry comes here, with its priority
 *
 * Return: true if there is one
 */
bool reflect_find(const struct reflect_owner *owner, const struct rules *rules,
		  const struct reflect_entry *wanted, struct reflect_entry *found)
{
	struct reflect_entry same = *wanted;
	size_t at = 0;

	while (reflect_next(owner, rules, &at, found)) {
		same.priority = found->priority;
		if (!memcmp(&same, found, sizeof(same)))
			return true;
	}
	return false;
}

/**
 * reflect_table() - the table that the entries lead to
 * @owner: their owner
 * @table: its own if there are no entries, or if it is fixed; comes here
 *
 * Return: 0, or REFUSED after a message
 */
int reflect_table(const struct reflect_owner *owner, __u32 *table)
{
	const struct rules *rules;
	size_t i;
	int f;

	*table = owner->table;
	for (f = 0; !owner->fixed_table && f < 2; f++) {
		rules = rules_get(reflect_families[f]);
		if (!rules)
			return REFUSED;
		for (i = 0; i < rules->count; i++)
			if (leads(owner, &rules->rule[i]))
				*table = rules->rule[i].table;
	}
	return 0;
}
