// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl reflect del and flush.  If a part of it fails, the rest is undone.
 */
#include <stdlib.h>

#include "nl/request.h"
#include "kernel/route_send.h"
#include "cmd/reflect/reflect.h"

static bool is_gone(const struct rule *rule, const struct reflect_entry *entry)
{
	return rule->priority == entry->priority || rule->priority == entry->priority + 1;
}

/*
 * In the reverse order of adding, so that no packet meets a half.  The last entry goes
 * first: two rules of one priority would change places when the undo adds them again.
 * Of the frame, the jumps go before their targets.
 */
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
	for (i = n; !err && i-- > 0;)
		if (!reflect_is_frame(&copy[i]))
			err = rule_send(&copy[i], false);
	for (i = 0; !err && i < n; i++)
		if (reflect_is_frame(&copy[i]))
			err = rule_send(&copy[i], false);
	free(copy);
	return err;
}

static int del_routes(const struct reflect_state *s, int f)
{
	struct route route;
	int kind, err = 0;

	for (kind = REFLECT_ROUTES - 1; !err && kind >= 0; kind--) {
		if (!s->our_route[f][kind])
			continue;
		reflect_route(&s->r, reflect_families[f], kind, &route);
		err = route_send(&route, false);
	}
	return err;
}

/* All rules and routes of a family */
static int clear_family(const struct reflect_state *s, int f)
{
	const struct rules *rules = rules_get(reflect_families[f]);
	int err = rules ? delete_rules(rules, NULL) : REFUSED;

	if (!err)
		err = del_routes(s, f);
	return err ? err : request_flush();
}

static int del_family(const struct reflect_words *w, const struct reflect_state *s, int f,
		      unsigned int *deleted, unsigned int *left)
{
	struct reflect_entry entry = w->entry, found;
	const struct rules *rules = rules_get(reflect_families[f]);
	unsigned int n;

	if (!rules)
		return REFUSED;
	n = reflect_count(&reflect_command, rules);
	entry.family = reflect_families[f];
	*left += n;
	if (!reflect_wants(w, entry.family) || !reflect_find(&reflect_command, rules, &entry, &found))
		return 0;
	(*deleted)++;
	(*left)--;
	if (n == 1)
		return clear_family(s, f);
	n = delete_rules(rules, &found);
	return n ? (int)n : request_flush();
}

static int del_all(const struct reflect_words *w, const struct reflect_state *s)
{
	unsigned int deleted = 0, left = 0;
	char buf[64];
	int f, err = 0;

	for (f = 0; !err && f < 2; f++)
		err = del_family(w, s, f, &deleted, &left);
	if (err)
		return err;
	if (!deleted)
		return refuse("\"%s\" is not reflected; \"nvictl reflect show\" lists the targets",
			      reflect_words_text(w, buf, sizeof(buf)));
	if (!left)
		cgroup_sweep();
	return left ? 0 : reflect_device_del(s);
}

/**
 * reflect_del() - run "nvictl reflect del"
 * @args: the words behind "del"
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int reflect_del(struct args *args)
{
	struct reflect_words w;
	struct reflect_state s;
	long from;
	int err = reflect_words_parse(args, "reflect del", &w);

	if (err)
		return err;
	from = request_all();
	if (from < 0)
		return from;
	err = reflect_read(&reflect_command, NULL, &s);
	if (!err)
		err = del_all(&w, &s);
	err = request_all_end(from, err);
	if (err)
		rules_forget();
	return err;
}

/**
 * reflect_flush() - run "nvictl reflect flush"
 * @args: the words behind "flush"; there may be none
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int reflect_flush(struct args *args)
{
	struct reflect_state s;
	long from;
	int f, err = args_none(args, "reflect flush");

	if (err)
		return err;
	from = request_all();
	if (from < 0)
		return from;
	err = reflect_read(&reflect_command, NULL, &s);
	for (f = 0; !err && f < 2; f++)
		err = clear_family(&s, f);
	if (!err)
		err = reflect_device_del(&s);
	if (!err)
		cgroup_sweep();
	err = request_all_end(from, err);
	if (err)
		rules_forget();
	return err;
}
