// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl reflect add, del and flush: device, route and rules in one step.  What
 * fails in the middle is put back.
 */
#include <stdlib.h>
#include <string.h>

#include "base/names.h"
#include "cmd/reflect/reflect.h"
#include "nl/request.h"

static const char *entry_text(const struct reflect_words *w, char *buf, size_t size)
{
	if (w->sockets)
		return "sockets";
	return prefix_text(&w->entry.from, buf, size);
}

/* Each takes two priorities; one that was deleted leaves a gap to be filled. */
static int free_priority(const struct rules *rules, __u32 *priority)
{
	__u32 p;
	size_t i;

	for (p = REFLECT_ENTRY_FIRST; p < REFLECT_ENTRY_LAST; p += 2) {
		for (i = 0; i < rules->count; i++)
			if (rules->rule[i].priority == p || rules->rule[i].priority == p + 1)
				break;
		if (i < rules->count)
			continue;
		*priority = p;
		return 0;
	}
	return refuse("there is no priority left between %u and %u", REFLECT_ENTRY_FIRST,
		      REFLECT_ENTRY_LAST);
}

/* Those that are there already, count what is missing */
static unsigned int missing(const struct rules *rules, const struct rule *wanted, unsigned int n)
{
	unsigned int i, count = 0;

	for (i = 0; i < n; i++)
		count += !rules_have(rules, &wanted[i]);
	return count;
}

struct plan {
	const struct rules *rules;
	int f;			/* of reflect_families */
	bool routes;		/* one is missing */
	unsigned int n;
	unsigned int missing;
	struct rule rule[REFLECT_FRAME + REFLECT_PAIRS];
};

/* What has to be in a family, and what of it is not */
static int make_plan(const struct reflect_words *w, const struct reflect *r, int f,
		     struct plan *plan)
{
	struct reflect_entry entry = w->entry, found;
	int err = 0;

	memset(plan, 0, sizeof(*plan));
	entry.family = reflect_families[f];
	plan->rules = rules_get(entry.family);
	if (!plan->rules)
		return REFUSED;
	plan->f = f;
	plan->routes = !r->route[f] || reflect_unguarded(r, f);
	plan->n = reflect_frame(entry.family, &r->dev, plan->rule);
	if (reflect_find(plan->rules, &entry, &found))
		entry.priority = found.priority;
	else
		err = free_priority(plan->rules, &entry.priority);
	plan->n += reflect_pairs(&entry, plan->rule + plan->n);
	plan->missing = plan->routes + missing(plan->rules, plan->rule, plan->n);
	return err;
}

static int carry_out(const struct plan *plan, const struct reflect *r)
{
	bool sent[REFLECT_FRAME + REFLECT_PAIRS] = { };
	unsigned int i;
	int err;

	/* what is sent is noted among the rules, so look first */
	for (i = 0; i < plan->n; i++)
		sent[i] = rules_have(plan->rules, &plan->rule[i]);
	err = request_group();
	if (!err && plan->routes)
		err = reflect_routes_add(r, plan->f);
	for (i = 0; !err && i < plan->n; i++)
		if (!sent[i])
			err = rule_send(&plan->rule[i], true);
	if (request_group_end() && !err)
		err = REFUSED;
	return err ? err : request_flush();
}

static int add_all(const struct reflect_words *w, struct reflect *r)
{
	bool fresh = !r->has_dev;
	struct plan plan;
	unsigned int todo = fresh;
	int f, err = reflect_device(w, r);

	for (f = 0; !err && f < 2; f++) {
		if (!reflect_wants(w, reflect_families[f]))
			continue;
		err = make_plan(w, r, f, &plan);
		if (!err && plan.missing) {
			todo++;
			err = carry_out(&plan, r);
		}
	}
	if (!err && !todo) {
		char buf[64];

		err = refuse("\"%s\" is reflected already; \"nvictl reflect show\" lists what is",
			     entry_text(w, buf, sizeof(buf)));
	}
	return err;
}

/**
 * reflect_add() - nvictl reflect add
 * @args: words behind "add"
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int reflect_add(struct args *args)
{
	struct reflect_words w;
	struct reflect r;
	long from;
	int err = reflect_words_parse(args, "reflect add", &w);

	if (err)
		return err;
	from = request_all();
	if (from < 0)
		return from;
	err = reflect_read(*w.dev ? w.dev : REFLECT_DEVICE, &r);
	if (!err)
		err = add_all(&w, &r);
	err = request_all_end(from, err);
	if (err)
		rules_forget();
	return err;
}

static bool is_gone(const struct rule *rule, const struct reflect_entry *entry)
{
	return rule->priority == entry->priority || rule->priority == entry->priority + 1;
}

/* Last things first: packets shall never meet half of it. */
static int delete_rules(const struct rules *rules, const struct reflect_entry *entry)
{
	struct rule *copy = calloc(rules->count + 1, sizeof(*copy));
	size_t i, n = 0;
	int err = 0;

	if (!copy)
		return refuse("out of memory");
	for (i = 0; i < rules->count; i++)
		if (reflect_owns(&rules->rule[i]) && (!entry || is_gone(&rules->rule[i], entry)))
			copy[n++] = rules->rule[i];
	/*
	 * Entries, the last one first, or two of one priority would change places
	 * when they are put back; then what jumps, then where to.
	 */
	for (i = n; !err && i-- > 0;)
		if (!reflect_is_frame(&copy[i]))
			err = rule_send(&copy[i], false);
	for (i = 0; !err && i < n; i++)
		if (reflect_is_frame(&copy[i]))
			err = rule_send(&copy[i], false);
	free(copy);
	return err;
}

/* Everything of a family */
static int clear_family(const struct reflect *r, int f)
{
	const struct rules *rules = rules_get(reflect_families[f]);
	int err = rules ? delete_rules(rules, NULL) : REFUSED;

	if (!err)
		err = reflect_routes_del(r, f);
	return err ? err : request_flush();
}

static int del_family(const struct reflect_words *w, const struct reflect *r, int f,
		      unsigned int *deleted, unsigned int *left)
{
	struct reflect_entry entry = w->entry, found;
	const struct rules *rules = rules_get(reflect_families[f]);
	unsigned int n;

	if (!rules)
		return REFUSED;
	n = reflect_count(rules);
	entry.family = reflect_families[f];
	*left += n;
	if (!reflect_wants(w, entry.family) || !reflect_find(rules, &entry, &found))
		return 0;
	(*deleted)++;
	(*left)--;
	if (n == 1)
		return clear_family(r, f);
	n = delete_rules(rules, &found);
	return n ? (int)n : request_flush();
}

static int del_all(const struct reflect_words *w, const struct reflect *r)
{
	unsigned int deleted = 0, left = 0;
	char buf[64];
	int f, err = 0;

	for (f = 0; !err && f < 2; f++)
		err = del_family(w, r, f, &deleted, &left);
	if (err)
		return err;
	if (!deleted)
		return refuse("\"%s\" is not reflected; \"nvictl reflect show\" lists what is",
			      entry_text(w, buf, sizeof(buf)));
	if (!left)
		cgroup_sweep();
	return left ? 0 : reflect_device_del(r);
}

/**
 * reflect_del() - nvictl reflect del
 * @args: words behind "del"
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int reflect_del(struct args *args)
{
	struct reflect_words w;
	struct reflect r;
	long from;
	int err = reflect_words_parse(args, "reflect del", &w);

	if (err)
		return err;
	from = request_all();
	if (from < 0)
		return from;
	err = reflect_read(NULL, &r);
	if (!err)
		err = del_all(&w, &r);
	err = request_all_end(from, err);
	if (err)
		rules_forget();
	return err;
}

/**
 * reflect_flush() - nvictl reflect flush
 * @args: words behind "flush"; there are none
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int reflect_flush(struct args *args)
{
	struct reflect r;
	long from;
	int f, err = args_none(args, "reflect flush");

	if (err)
		return err;
	from = request_all();
	if (from < 0)
		return from;
	err = reflect_read(NULL, &r);
	for (f = 0; !err && f < 2; f++)
		err = clear_family(&r, f);
	if (!err)
		err = reflect_device_del(&r);
	if (!err)
		cgroup_sweep();
	err = request_all_end(from, err);
	if (err)
		rules_forget();
	return err;
}
