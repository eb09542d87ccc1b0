// SPDX-License-Identifier: GPL-2.0
/*
 * Changes of a gateway, as commands of ip, sysctl and nft.
 */
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/ip_names.h"
#include "base/names.h"
#include "gateway/apply/print.h"

static void print_prefix(FILE *out, const char *word, const struct prefix *p)
{
	char buf[64];

	if (p->family && p->len)
		fprintf(out, " %s %s", word, prefix_text(p, buf, sizeof(buf)));
}

static void print_rule(FILE *out, const struct rule *r, bool add)
{
	fprintf(out, "ip -%d rule %s pref %u", r->family == AF_INET ? 4 : 6, add ? "add" : "del",
		r->priority);
	print_prefix(out, "from", &r->from);
	print_prefix(out, "to", &r->to);
	if (*r->iif)
		fprintf(out, " iif %s", r->iif);
	if (*r->oif)
		fprintf(out, " oif %s", r->oif);
	if (r->mask)
		fprintf(out, " fwmark 0x%x/0x%x", r->mark, r->mask);
	if (r->has_uid)
		fprintf(out, " uidrange %u-%u", r->uid.start, r->uid.end);
	if (r->action == FR_ACT_UNREACHABLE)
		fputs(" unreachable", out);
	else
		fprintf(out, " lookup %u", r->table);
	if (r->has_suppress)
		fprintf(out, " suppress_prefixlength %u", r->suppress_len);
	fprintf(out, " protocol %u\n", r->protocol);
}

static void print_route(FILE *out, const struct route *r, const struct gw_state *want,
			const char *verb)
{
	char buf[NAME_SIZE];

	fprintf(out, "ip -%d route %s ", r->family == AF_INET ? 4 : 6, verb);
	if (r->type != RTN_UNICAST)
		fprintf(out, "%s ", route_type_name(r->type));
	if (r->dst.len)
		fputs(prefix_text(&r->dst, buf, sizeof(buf)), out);
	else
		fputs("default", out);
	print_prefix(out, "via", &r->nh[0].gateway);
	if (r->type != RTN_UNREACHABLE)
		fprintf(out, " dev %s", r->nh[0].oif >= GW_BACK ? gw_device(want, r->nh[0].oif) :
			device_name(r->nh[0].oif, buf));
	fprintf(out, " table %u metric %u protocol %u\n", r->table, r->metric, r->protocol);
}

static void print_link(FILE *out, const struct link *l, bool add)
{
	bool reflects = l->nvi.value[IFLA_NVI_MODE] == NVI_MODE_REFLECT;

	if (!add) {
		fprintf(out, "ip link del %s\n", l->name);
		return;
	}
	/* A device that exists is changed. */
	fprintf(out, "ip link %s %s ", l->ifindex ? "set" : "add", l->name);
	if (l->mtu)
		fprintf(out, "mtu %u ", l->mtu);
	fprintf(out, "type nvi mode %s mark 0x%x/0x%x", reflects ? "reflect" : "reinject",
		l->nvi.value[IFLA_NVI_MARK], l->nvi.value[IFLA_NVI_MARK_MASK]);
	if (l->nvi.has[IFLA_NVI_FAST] && !reflects)
		fprintf(out, " fast %s", l->nvi.value[IFLA_NVI_FAST] ? "on" : "off");
	if (reflects)
		fprintf(out, " fallback %s learn %s",
			l->nvi.value[IFLA_NVI_FALLBACK] ? "refuse" : "route",
			l->nvi.value[IFLA_NVI_LEARN] ? "once" : "follow");
	fputc('\n', out);
	fprintf(out, "ip link set dev %s up alias '%s'\n", l->name, GW_ALIAS);
}

static void print_sysctl(FILE *out, const struct gw_sysctl *s, bool add)
{
	char name[sizeof(s->path)], *c;

	snprintf(name, sizeof(name), "%s", s->path);
	/* sysctl(8) takes slashes, too, which a name such as eth0.5 needs. */
	for (c = strchr(name, '.') ? NULL : name; c && *c; c++)
		if (*c == '/')
			*c = '.';
	fprintf(out, "sysctl -qw %s=%s\n", name, add ? s->value : s->was);
}

static void print_object(FILE *out, const struct gw_object *object, const struct gw_state *want, bool add)
{
	switch (object->kind) {
	case GW_LINK:
		print_link(out, &object->link, add);
		break;
	case GW_ROUTE:
		print_route(out, &object->route, want, add ? "replace" : "del");
		break;
	case GW_RULE:
		print_rule(out, &object->rule, add);
		break;
	default:
		print_sysctl(out, &object->sysctl, add);
		break;
	}
}

static bool is_replaced(const struct gw_change *c, const struct gw_object *o)
{
	size_t i;

	for (i = 0; i < c->add.count; i++)
		if (gw_same_place(&c->add.object[i], o))
			return true;
	return false;
}

/**
 * gw_print_change() - print the commands that make a change, in the order of gw_apply()
 * @out: output
 * @c: the change
 * @want: the wanted state
 */
void gw_print_change(FILE *out, const struct gw_change *c, const struct gw_state *want)
{
	size_t i;

	if (c->table && want->nft)
		fprintf(out, "nft -f - <<'EOT'\ntable inet " GW_TABLE "\ndelete table inet "
			GW_TABLE "\n%sEOT\n", want->nft);
	for (i = 0; i < c->add.count; i++)
		print_object(out, &c->add.object[i], want, true);
	for (i = c->del.count; i-- > 0;)
		if (!is_replaced(c, &c->del.object[i]))
			print_object(out, &c->del.object[i], want, false);
	if (c->table && !want->nft)
		fputs("nft delete table inet " GW_TABLE "\n", out);
}
