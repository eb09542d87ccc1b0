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

static void show_device(const struct reflect *r)
{
	const struct link *dev = &r->dev;
	bool up = dev->flags & IFF_UP;
	char buf[NAME_SIZE];

	out_string("ifname", dev->name);
	out_string("operstate", operstate_name(dev->operstate));
	out_bool("up", up);
	out_number("mtu", dev->mtu);
	out_bool("made_by_nvictl", r->ours);
	out_string("table", table_name(REFLECT_TABLE, buf));
	out_color(COLOR_DEVICE, "%s", dev->name);
	out_text(": ");
	out_color(up ? COLOR_GOOD : COLOR_BAD, "%s", up ? "up" : "down");
	out_text(" mtu %u table %s\n    ", dev->mtu, buf);
	out_object("nvi");
	nvi_attrs_show(&dev->nvi);
	out_close();
	out_text("\n");
}

static void show_entry(const struct reflect_entry *e)
{
	char buf[64];

	prefix_text(&e->from, buf, sizeof(buf));
	out_object(NULL);
	out_string("family", family_name(e->family));
	out_string("target", e->mask ? "sockets" : buf);
	out_number("priority", e->priority);
	out_text("    %s ", family_name(e->family));
	out_color(out_family(e->family), "%s", e->mask ? "sockets" : buf);
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

static bool is_ours(const char *counter)
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
		if (!is_ours(c.name[i]))
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

/* What somebody else took away; "add" brings it back. */
static void show_missing(const struct reflect *r, const bool *wanted, const char *said)
{
	struct rule frame[REFLECT_FRAME];
	const struct rules *rules;
	bool whole = true;
	unsigned int i, n;
	int f;

	for (f = 0; f < 2; f++) {
		if (!wanted[f])
			continue;
		rules = rules_get(reflect_families[f]);
		n = reflect_frame(reflect_families[f], &r->dev, frame);
		for (i = 0; rules && i < n; i++)
			whole &= rules_have(rules, &frame[i]);
		whole &= r->route[f] && !reflect_unguarded(r, f);
	}
	whole &= r->has_dev && r->dev.flags & IFF_UP;
	out_bool("complete", whole);
	if (!whole)
		out_color(COLOR_BAD, "    %s", said);
	if (!whole)
		out_text("\n");
}

/* Which families have entries? */
static int look(bool *wanted)
{
	struct reflect_entry entry;
	const struct rules *rules;
	size_t at;
	int f;

	for (f = 0; f < 2; f++) {
		if (options.family && options.family != reflect_families[f])
			continue;
		at = 0;
		rules = rules_get(reflect_families[f]);
		if (!rules)
			return REFUSED;
		wanted[f] = reflect_next(rules, &at, &entry);
	}
	return 0;
}

static void show_entries(const bool *wanted)
{
	struct reflect_entry entry;
	const struct rules *rules;
	size_t at;
	int f;

	out_array("reflected");
	for (f = 0; f < 2; f++) {
		rules = wanted[f] ? rules_get(reflect_families[f]) : NULL;
		for (at = 0; rules && reflect_next(rules, &at, &entry);)
			show_entry(&entry);
	}
	out_close();
}

static void show(const struct reflect *r, const bool *wanted)
{
	out_object(NULL);
	if (r->has_dev)
		show_device(r);
	show_entries(wanted);
	if (wanted[0] || wanted[1])
		show_missing(r, wanted, r->has_dev ?
			     "a part of it was taken away; \"nvictl reflect add\" brings it back" :
			     "the device was taken away; \"nvictl reflect add\" brings it back");
	if (r->has_dev)
		show_counters(&r->dev);
	out_close();
}

/**
 * reflect_show() - nvictl reflect show
 * @args: words behind "show"; there are none
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int reflect_show(struct args *args)
{
	bool wanted[2] = { };
	struct reflect r;
	int err = args_none(args, "reflect show");

	if (!err)
		err = reflect_read(NULL, &r);
	if (err)
		return err;
	rules_forget();
	err = look(wanted);
	if (err)
		return err;
	out_array(NULL);
	if (r.has_dev || wanted[0] || wanted[1])
		show(&r, wanted);
	out_close();
	return 0;
}
