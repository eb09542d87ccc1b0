// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl reflect show.
 */
#include <string.h>
#include <linux/if.h>

#include "kernel/ethtool.h"
#include "cmd/device/device.h"
#include "base/ip_names.h"
#include "base/names.h"
#include "base/out.h"
#include "cmd/reflect/reflect.h"

static void show_device(const struct reflect_state *s)
{
	const struct link *dev = &s->r.dev;
	bool up = dev->flags & IFF_UP;
	char buf[NAME_SIZE];

	out_string("ifname", dev->name);
	out_string("operstate", operstate_name(dev->operstate));
	out_bool("up", up);
	out_number("mtu", dev->mtu);
	out_bool("made_by_nvictl", s->ours);
	out_string("table", table_name(s->r.table, buf));
	out_color(COLOR_DEVICE, "%s", dev->name);
	out_text(": ");
	out_color(up ? COLOR_GOOD : COLOR_BAD, "%s", up ? "up" : "down");
	out_text(" mtu %u table %s", dev->mtu, buf);
	if (s->r.owner != &reflect_command)
		out_text(" of %s", s->r.owner->name);
	out_text("\n    ");
	out_object("nvi");
	nvi_attrs_show(&dev->nvi);
	out_close();
	out_text("\n");
}

static void show_target(const struct reflect_entry *e, const struct reflect_owner *owner)
{
	char buf[64];
	const char *target = owner->only_replies ? "replies" :
			     e->mask ? "sockets" : prefix_text(&e->from, buf, sizeof(buf));

	out_string("target", target);
	out_text("    %s ", family_name(e->family));
	out_color(out_family(e->family), "%s", target);
}

static void show_entry(const struct reflect_entry *e, const struct reflect_owner *owner)
{
	char buf[64];

	out_object(NULL);
	out_string("family", family_name(e->family));
	show_target(e, owner);
	out_number("priority", e->priority);
	if (e->mask) {
		out_text(" fwmark %#x/%#x", e->mark, e->mask);
		out_hex("fwmark", e->mark);
		out_hex("fwmask", e->mask);
	}
	if (e->ipproto) {
		ipproto_name(e->ipproto, buf);
		out_text(" ipproto %s", buf);
		out_string("ipproto", buf);
	}
	if (e->sport.end) {
		out_text(e->sport.start == e->sport.end ? " sport %u" : " sport %u-%u",
			 e->sport.start, e->sport.end);
		out_number("sport_start", e->sport.start);
		out_number("sport_end", e->sport.end);
	}
	out_text("\n");
	out_close();
}

static bool is_of_reflection(const char *counter)
{
	return strstr(counter, "reflect") || !strncmp(counter, "drop_", 5);
}

static void show_counters(const struct link *dev)
{
	bool any = false, shown;
	struct counters c;
	unsigned int i;

	if (counters_read(dev->name, &c))
		return;
	out_object("counters");
	for (i = 0; i < c.count; i++) {
		if (!is_of_reflection(c.name[i]))
			continue;
		out_number(c.name[i], c.value[i]);
		shown = c.value[i] || options.stats;
		if (shown)
			out_text("%s%s %llu", any ? " " : "    ", c.name[i], c.value[i]);
		any |= shown;
	}
	out_close();
	if (any)
		out_text("\n");
	counters_free(&c);
}

static bool is_complete(const struct reflect_state *s, int f)
{
	const struct rules *rules = rules_get(reflect_families[f]);
	struct rule frame[REFLECT_FRAME];
	bool complete = rules && reflect_routes_complete(s, f);
	unsigned int i, n = reflect_frame(&s->r, reflect_families[f], frame);

	for (i = 0; complete && i < n; i++)
		complete = rules_have(rules, &frame[i]);
	return complete;
}

static void show_complete(const struct reflect_state *s, const bool *wanted)
{
	bool complete = s->has_dev && s->r.dev.flags & IFF_UP;
	int f;

	for (f = 0; complete && f < 2; f++)
		complete = !wanted[f] || is_complete(s, f);
	out_bool("complete", complete);
	if (complete)
		return;
	out_color(COLOR_BAD, "    %s; \"%s\" adds it again",
		  s->has_dev ? "a part of it is missing" : "the device is missing",
		  s->r.owner == &reflect_command ? "nvictl reflect add" : "nvictl gateway apply");
	out_text("\n");
}

static void show_entries(const struct reflect_owner *owner, const bool *wanted)
{
	struct reflect_entry entry;
	const struct rules *rules;
	size_t at;
	int f;

	out_array("reflected");
	for (f = 0; f < 2; f++) {
		rules = wanted[f] ? rules_get(reflect_families[f]) : NULL;
		for (at = 0; rules && reflect_next(owner, rules, &at, &entry);)
			show_entry(&entry, owner);
	}
	out_close();
}

/* what one owner reflects */
struct shown {
	struct reflect_state state;
	bool wanted[2];		/* families that have entries and are shown */
};

static int read_owner(const struct reflect_owner *owner, struct shown *shown)
{
	struct reflect_entry entry;
	const struct rules *rules;
	size_t at;
	int f, err = reflect_read(owner, NULL, &shown->state);

	for (f = 0; !err && f < 2; f++) {
		at = 0;
		rules = rules_get(reflect_families[f]);
		if (!rules)
			return REFUSED;
		shown->wanted[f] = (!options.family || options.family == reflect_families[f]) &&
				   reflect_next(owner, rules, &at, &entry);
	}
	return err;
}

static void show(const struct shown *shown)
{
	const struct reflect_state *s = &shown->state;
	bool any = shown->wanted[0] || shown->wanted[1];

	if (!s->has_dev && !any)
		return;
	out_object(NULL);
	out_string("owner", s->r.owner->name);
	if (s->has_dev)
		show_device(s);
	show_entries(s->r.owner, shown->wanted);
	if (any)
		show_complete(s, shown->wanted);
	if (s->has_dev)
		show_counters(&s->r.dev);
	out_close();
}

/**
 * reflect_show() - run "nvictl reflect show"
 * @args: the words behind "show"; there may be none
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int reflect_show(struct args *args)
{
	struct shown command, gateway;
	int err = args_none(args, "reflect show");

	if (err)
		return err;
	rules_forget();
	err = read_owner(&reflect_command, &command);
	if (!err)
		err = read_owner(&reflect_gateway, &gateway);
	if (err)
		return err;
	out_array(NULL);
	show(&command);
	show(&gateway);
	out_close();
	return 0;
}
