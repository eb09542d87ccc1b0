// SPDX-License-Identifier: GPL-2.0
/*
 * Printing of a path, as a drawing or as JSON.
 */
#include <string.h>

#include "base/names.h"
#include "base/out.h"
#include "base/parse.h"
#include "kernel/link.h"
#include "kernel/lookup.h"
#include "kernel/route.h"
#include "probe/probe.h"
#include "cmd/path/path.h"
#include "cmd/route/route.h"
#include "cmd/rule/rule.h"

static void print_packet(const char *key, const struct packet *p)
{
	char buf[64];

	out_object(key);
	out_string("src", prefix_text(&p->src, buf, sizeof(buf)));
	out_color(COLOR_BOLD, "%s -> ", buf);
	out_string("dst", prefix_text(&p->dst, buf, sizeof(buf)));
	out_color(COLOR_BOLD, "%s", buf);
	out_string("iif", p->iif.name);
	out_hex("mark", p->mark);
	if (p->proto) {
		out_string("proto", ipproto_name(p->proto, buf));
		out_text(" %s", buf);
	}
	if (p->sport) {
		out_number("sport", p->sport);
		out_text(" sport %u", p->sport);
	}
	if (p->dport) {
		out_number("dport", p->dport);
		out_text(" dport %u", p->dport);
	}
	if (p->mark)
		out_text(" mark %#x", p->mark);
	out_close();
}

static void arrow(void)
{
	out_text("\n     │\n     ▼\n");
}

static void box(const char *name, const char *what)
{
	static const char line[] = "──────────────";
	int dashes = 12 - (int)strlen(name);

	out_text("    ");
	out_color(COLOR_DEVICE, "%s", name);
	/* a dash has three bytes */
	out_text(" %.*s▶ ", 3 * (dashes > 1 ? dashes : 1), line);
	out_color(COLOR_DIM, "%-8s", what);
}

static const char *const verdicts[] = {
	[VERDICT_UNKNOWN] = "unknown", [VERDICT_FORWARD] = "forward",
	[VERDICT_LOCAL] = "local", [VERDICT_NO_ROUTE] = "no-route",
	[VERDICT_REJECT] = "reject", [VERDICT_INVALID] = "invalid-source",
};

static void print_decision(const char *key, const struct decision *d)
{
	out_object(key);
	out_string("verdict", verdicts[d->verdict]);
	if (d->has_rule) {
		out_object("rule");
		rule_print(&d->rule);
		out_close();
	}
	if (d->has_route) {
		out_text("\n     │                      ");
		out_object("route");
		route_print(&d->route);
		out_close();
	}
	if (*d->why) {
		out_string("why", d->why);
		out_color(COLOR_BAD, "\n     │                      ");
		out_color(COLOR_BAD, "unknown: %s", d->why);
	}
	out_close();
}

static void print_nat(const struct nat *nat)
{
	static const char *const sources[] = {
		[NAT_UNKNOWN] = "unknown", [NAT_GIVEN] = "given",
		[NAT_CONNECTION] = "connection", [NAT_LIKE] = "connections",
		[NAT_PROBE] = "probe",
	};
	char src[64], dst[64];

	out_object("nat");
	out_string("known_by", sources[nat->source]);
	if (nat->source == NAT_UNKNOWN) {
		out_string("why", nat->why);
		out_color(COLOR_BAD, "unknown: %s", nat->why);
	} else {
		out_string("src", prefix_text(&nat->translated.src, src, sizeof(src)));
		out_string("dst", prefix_text(&nat->translated.dst, dst, sizeof(dst)));
		out_text("%s -> %s", src, dst);
		out_color(COLOR_DIM, nat->source == NAT_GIVEN ? " (as you say)" :
			  nat->source == NAT_PROBE ? " (seen by a probe)" :
			  nat->source == NAT_CONNECTION ? " (conntrack: this connection)" :
			  " (conntrack: all similar connections)");
	}
	out_close();
}

static void print_hop(const struct nexthop *nh, const struct route *route)
{
	struct link link;
	char name[NAME_SIZE];
	unsigned int mtu = 0;

	if (!nh->oif)
		return;
	if (!link_get(device_name(nh->oif, name), &link))
		mtu = route->mtu ? route->mtu : link.mtu;
	out_object(NULL);
	box(name, "out");
	out_text(nh->gateway.family ? "next hop" : "on the link");
	nexthop_print(nh);
	out_text(" mtu %u\n", mtu);
	out_number("mtu", mtu);
	out_close();
}

static void print_out(const struct decision *d)
{
	unsigned int i;

	out_array("out");
	for (i = 0; i < d->route.count; i++) {
		if (i)
			out_text("   or\n");
		print_hop(&d->route.nh[i], &d->route);
	}
	out_close();
}

/* JSON only; the text has the note, or the mistake. */
static void print_probe(const struct probe *probe)
{
	static const char *const ends[] = {
		[PROBE_LOST] = "lost", [PROBE_OUT] = "out", [PROBE_LOCAL] = "local",
		[PROBE_DROPPED] = "dropped", [PROBE_TAKEN] = "taken",
	};
	char name[NAME_SIZE];

	out_object("probe");
	out_string("end", ends[probe->end]);
	out_number("stage", probe->stage);
	if (probe->hook)
		out_string("hook", probe->hook);
	if (probe->oif)
		out_string("dev", device_name(probe->oif, name));
	if (*probe->where)
		out_string("where", probe->where);
	out_close();
}

static void print_end(const struct path *path)
{
	if (*path->note) {
		out_string("note", path->note);
		out_color(COLOR_DIM, "  note: %s", path->note);
		out_text("\n");
	}
	if (*path->advice) {
		out_string("advice", path->advice);
		out_color(COLOR_DIM, "  note: %s", path->advice);
		out_text("\n");
	}
	if (*path->mistake) {
		out_string("mistake", path->mistake);
		out_color(COLOR_BAD, "  ✘ %s", path->mistake);
		out_text("\n");
	} else if (path->has_two && path->two.verdict == VERDICT_FORWARD) {
		out_color(COLOR_GOOD, "  ✔ it is routed by its translated address");
		out_text("\n");
	}
}

/**
 * path_show() - print a path
 * @path: the path
 */
void path_show(const struct path *path)
{
	bool to_nvi = path->nat.source != NAT_UNKNOWN || *path->nat.why;

	out_object(NULL);
	out_text("  ");
	print_packet("packet", &path->packet);
	arrow();
	box(path->packet.iif.name, "stage 1");
	print_decision("stage1", &path->one);
	if (to_nvi) {
		arrow();
		box(path->one.out.name, "NAT");
		print_nat(&path->nat);
	}
	if (path->has_two) {
		arrow();
		box(path->second.iif.name, "stage 2");
		print_decision("stage2", &path->two);
	}
	if (path->has_two && path->two.verdict == VERDICT_FORWARD) {
		arrow();
		print_out(&path->two);
	} else if (!to_nvi && path->one.verdict == VERDICT_FORWARD) {
		arrow();
		print_out(&path->one);
	} else {
		out_text("\n");
	}
	if (path->has_probe)
		print_probe(&path->probe);
	print_end(path);
	out_close();
}
