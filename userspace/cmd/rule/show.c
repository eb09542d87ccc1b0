// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl rule show.  Its output is valid input of "rule add".
 */
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/ip_names.h"
#include "base/message.h"
#include "base/names.h"
#include "base/out.h"
#include "base/parse.h"
#include "nl/request.h"
#include "kernel/owns.h"
#include "kernel/route.h"
#include "kernel/rules.h"
#include "kernel/stage.h"
#include "cmd/cmd.h"
#include "cmd/rule/rule.h"

/* The tables that lead to one device: "via" has added a route of nvictl to them. */
#define MAX_VIAS 64

static struct {
	unsigned int count;
	struct {
		int family;
		__u32 table;
		__u32 oif;
	} of[MAX_VIAS];
} vias;

static int collect_via(const struct route *route, const struct nlmsghdr *msg, void *arg)
{
	unsigned int *before = arg;

	(void)msg;
	if (!route) {
		vias.count = *before;
	} else if (!route->dst.len && route->table >= VIA_TABLE &&
		   route->table < VIA_TABLE + 512 && vias.count < MAX_VIAS) {
		vias.of[vias.count].family = route->family;
		vias.of[vias.count].table = route->table;
		vias.of[vias.count].oif = route->nh[0].oif;
		vias.count++;
	}
	return 0;
}

static __u32 via_of(const struct rule *rule)
{
	unsigned int i;

	for (i = 0; i < vias.count; i++)
		if (vias.of[i].family == rule->family && vias.of[i].table == rule->table)
			return vias.of[i].oif;
	return 0;
}

static void print_prefix(const char *word, const char *key, const struct prefix *p)
{
	char buf[64];

	if (!p->family)
		return;
	prefix_text(p, buf, sizeof(buf));
	out_text(" %s ", word);
	out_color(out_family(p->family), "%s", buf);
	out_string(key, buf);
}

static void print_range(const char *word, const char *start, const char *end,
			const struct range *r)
{
	out_text(r->start == r->end ? " %s %u" : " %s %u-%u", word, r->start, r->end);
	out_number(start, r->start);
	out_number(end, r->end);
}

static void print_device(const char *word, const char *name)
{
	if (!*name)
		return;
	out_text(" %s ", word);
	out_color(COLOR_DEVICE, "%s", name);
	out_string(word, name);
}

static void print_mark(const struct rule *r)
{
	if (!r->mask)
		return;
	out_hex("fwmark", r->mark);
	out_hex("fwmask", r->mask);
	if (r->mask == 0xffffffff)
		out_text(" fwmark %#x", r->mark);
	else
		out_text(" fwmark %#x/%#x", r->mark, r->mask);
}

static void print_selectors(const struct rule *r)
{
	char buf[NAME_SIZE];

	if (r->invert) {
		out_text(" not");
		out_bool("not", true);
	}
	print_prefix("from", "src", &r->from);
	print_prefix("to", "dst", &r->to);
	print_device("iif", r->iif);
	print_device("oif", r->oif);
	print_mark(r);
	if (r->tos) {
		out_text(" dsfield 0x%x", r->tos);
		out_hex("tos", r->tos);
	}
	if (r->ipproto) {
		out_text(" ipproto %s", ipproto_name(r->ipproto, buf));
		out_string("ipproto", ipproto_name(r->ipproto, buf));
	}
	if (r->sport.end)
		print_range("sport", "sport_start", "sport_end", &r->sport);
	if (r->dport.end)
		print_range("dport", "dport_start", "dport_end", &r->dport);
	if (r->has_uid)
		print_range("uidrange", "uid_start", "uid_end", &r->uid);
	if (r->tun_id) {
		out_text(" tun_id %llu", (unsigned long long)r->tun_id);
		out_number("tun_id", r->tun_id);
	}
	if (r->l3mdev) {
		out_text(" l3mdev");
		out_bool("l3mdev", true);
	}
}

static void print_action(const struct rule *r)
{
	const char *word = r->action == FR_ACT_BLACKHOLE ? "blackhole" :
			   r->action == FR_ACT_UNREACHABLE ? "unreachable" :
			   r->action == FR_ACT_PROHIBIT ? "prohibit" :
			   r->action == FR_ACT_NOP ? "nop" : NULL;
	char buf[NAME_SIZE];

	if (r->action == FR_ACT_GOTO) {
		out_text(" goto %u", r->target);
		out_number("goto", r->target);
	} else if (word) {
		out_text(" %s", word);
		out_string("action", word);
	} else if (!r->l3mdev) {
		if (via_of(r))
			print_device("via", device_name(via_of(r), buf));
		table_name(r->table, buf);
		out_text(" table %s", buf);
		out_string("table", buf);
	}
	if (r->has_suppress) {
		out_text(" suppress_prefixlength %u", r->suppress_len);
		out_number("suppress_prefixlength", r->suppress_len);
	}
	if (r->has_suppress_group) {
		out_text(" suppress_ifgroup %u", r->suppress_group);
		out_number("suppress_ifgroup", r->suppress_group);
	}
}

/**
 * rule_print() - print a rule, without a newline
 * @rule: the rule
 */
void rule_print(const struct rule *rule)
{
	int stage = stage_of(rule);
	char buf[NAME_SIZE];

	out_text("%s pref %u", family_name(rule->family), rule->priority);
	out_string("family", family_name(rule->family));
	out_number("priority", rule->priority);
	if (stage > 0) {
		out_text(" stage %d", stage);
		out_number("stage", stage);
	}
	print_selectors(rule);
	print_action(rule);
	out_string("protocol", maker_name(rule->protocol, buf));
	if (rule->protocol != NVICTL_PROTOCOL)
		out_color(COLOR_DIM, " # %s", maker_name(rule->protocol, buf));
	if (rule->foreign)
		out_text("%s has attributes unknown to nvictl",
			 rule->protocol == NVICTL_PROTOCOL ? " #" : ",");
}

static int show_family(const struct rule_words *w, int family)
{
	const struct rules *rules = rules_get(family);
	struct route_filter filter = { .family = family, .protocol = NVICTL_PROTOCOL };
	unsigned int before = vias.count;
	size_t i;
	int err;

	if (!rules)
		return REFUSED;
	err = routes_each(&filter, collect_via, &before);
	for (i = 0; !err && i < rules->count; i++) {
		if (!w->all && rules->rule[i].protocol != NVICTL_PROTOCOL)
			continue;
		if (!rule_matches(&rules->rule[i], w))
			continue;
		out_object(NULL);
		rule_print(&rules->rule[i]);
		out_close();
		out_text("\n");
	}
	return err;
}

/**
 * rule_show() - nvictl rule show
 * @args: words behind "show"
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int rule_show(struct args *args)
{
	struct rule_words w;
	int err = rule_words_parse(args, "rule show", &w);

	if (!err)
		err = rule_words_family(&w, "rule show");
	if (!err)
		err = request_flush();
	if (err)
		return err;
	rules_forget();
	vias.count = 0;
	out_array(NULL);
	if (w.rule.family != AF_INET6)
		err = show_family(&w, AF_INET);
	if (!err && w.rule.family != AF_INET)
		err = show_family(&w, AF_INET6);
	out_close();
	return err;
}
