// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl reflect add: device, routes and rules in one step.  If a part of it fails,
 * the rest is undone.
 */
#include <string.h>

#include "nl/request.h"
#include "kernel/route_send.h"
#include "cmd/reflect/reflect.h"

/* An entry takes two priorities; deleted ones leave gaps, which are filled. */
static int free_priority(const struct rules *rules, __u32 *priority)
{
	__u32 p;
	size_t i;

	for (p = reflect_command.entry_first; p < reflect_command.entry_last; p += 2) {
		for (i = 0; i < rules->count; i++)
			if (rules->rule[i].priority == p || rules->rule[i].priority == p + 1)
				break;
		if (i < rules->count)
			continue;
		*priority = p;
		return 0;
	}
	return refuse("there is no priority left between %u and %u", reflect_command.entry_first,
		      reflect_command.entry_last);
}

/* what one family wants */
struct plan {
	const struct rules *rules;
	bool routes;		/* one is missing */
	unsigned int missing;
	unsigned int n;
	struct rule rule[REFLECT_FRAME + REFLECT_ENTRY_RULES];
};

static int make_plan(const struct reflect_words *w, const struct reflect_state *s, int f,
		     struct plan *plan)
{
	struct reflect_entry entry = w->entry, found;
	unsigned int i;
	int err = 0;

	memset(plan, 0, sizeof(*plan));
	entry.family = reflect_families[f];
	plan->rules = rules_get(entry.family);
	if (!plan->rules)
		return REFUSED;
	plan->routes = !reflect_routes_complete(s, f);
	plan->n = reflect_frame(&s->r, entry.family, plan->rule);
	if (reflect_find(&reflect_command, plan->rules, &entry, &found))
		entry.priority = found.priority;
	else
		err = free_priority(plan->rules, &entry.priority);
	plan->n += reflect_entry_rules(&s->r, &entry, plan->rule + plan->n);
	plan->missing = plan->routes;
	for (i = 0; i < plan->n; i++)
		plan->missing += !rules_have(plan->rules, &plan->rule[i]);
	return err;
}

static int add_routes(const struct reflect_state *s, int f)
{
	struct route route;
	int kind, err = 0;

	for (kind = 0; !err && kind < REFLECT_ROUTES; kind++) {
		if (!reflect_wants_route(&s->r, kind) || s->route[f][kind])
			continue;
		reflect_route(&s->r, reflect_families[f], kind, &route);
		err = route_send(&route, true);
	}
	return err;
}

static int carry_out(const struct plan *plan, const struct reflect_state *s, int f)
{
	bool there[REFLECT_FRAME + REFLECT_ENTRY_RULES] = { };
	unsigned int i;
	int err;

	/* rule_send() changes plan->rules */
	for (i = 0; i < plan->n; i++)
		there[i] = rules_have(plan->rules, &plan->rule[i]);
	err = request_group();
	if (!err && plan->routes)
		err = add_routes(s, f);
	for (i = 0; !err && i < plan->n; i++)
		if (!there[i])
			err = rule_send(&plan->rule[i], true);
	if (request_group_end() && !err)
		err = REFUSED;
	return err ? err : request_flush();
}

/* The rules of a gateway come first and would take the packets of most entries. */
static int check_gateway(void)
{
	const struct rules *rules;
	size_t i;
	int f;

	for (f = 0; f < 2; f++) {
		rules = rules_get(reflect_families[f]);
		if (!rules)
			return REFUSED;
		for (i = 0; i < rules->count; i++)
			if (rule_is_of_gateway(&rules->rule[i]))
				return refuse("there is a gateway, whose rules come first; \"source\" in [reflect] of its file says whose replies are reflected");
	}
	return 0;
}

static int add_all(const struct reflect_words *w, struct reflect_state *s)
{
	unsigned int todo = !s->has_dev;
	struct plan plan;
	int f, err = reflect_device(w, s);

	for (f = 0; !err && f < 2; f++) {
		if (!reflect_wants(w, reflect_families[f]))
			continue;
		err = make_plan(w, s, f, &plan);
		if (!err && plan.missing) {
			todo++;
			err = carry_out(&plan, s, f);
		}
	}
	if (!err && !todo) {
		char buf[64];

		err = refuse("\"%s\" is reflected already; \"nvictl reflect show\" lists the targets",
			     reflect_words_text(w, buf, sizeof(buf)));
	}
	return err;
}

/**
 * reflect_add() - run "nvictl reflect add"
 * @args: the words behind "add"
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int reflect_add(struct args *args)
{
	struct reflect_words w;
	struct reflect_state s;
	long from;
	int err = reflect_words_parse(args, "reflect add", &w);

	if (err)
		return err;
	err = check_gateway();
	if (err)
		return err;
	from = request_all();
	if (from < 0)
		return from;
	err = reflect_read(&reflect_command, *w.dev ? w.dev : REFLECT_DEVICE, &s);
	if (!err)
		err = add_all(&w, &s);
	err = request_all_end(from, err);
	if (err)
		rules_forget();
	return err;
}
