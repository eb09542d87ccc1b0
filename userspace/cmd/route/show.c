// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl route show.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/ip_names.h"
#include "base/names.h"
#include "base/out.h"
#include "base/parse.h"
#include "nl/nl.h"
#include "kernel/owns.h"
#include "kernel/route.h"
#include "cmd/cmd.h"
#include "cmd/route/route.h"

/**
 * nexthop_print() - print a next hop
 * @nh: the next hop
 */
void nexthop_print(const struct nexthop *nh)
{
	char buf[64];

	if (nh->gateway.family) {
		prefix_text(&nh->gateway, buf, sizeof(buf));
		out_text(" via ");
		out_color(out_family(nh->gateway.family), "%s", buf);
		out_string("gateway", buf);
	}
	if (nh->oif) {
		device_name(nh->oif, buf);
		out_text(" dev ");
		out_color(COLOR_DEVICE, "%s", buf);
		out_string("dev", buf);
	}
	if (nh->flags & RTNH_F_ONLINK) {
		out_text(" onlink");
		out_bool("onlink", true);
	}
	if (nh->flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) {
		out_text(nh->flags & RTNH_F_DEAD ? " dead" : " linkdown");
		out_bool(nh->flags & RTNH_F_DEAD ? "dead" : "linkdown", true);
	}
}

static void print_nexthops(const struct route *r)
{
	unsigned int i;

	if (r->count == 1) {
		nexthop_print(&r->nh[0]);
		return;
	}
	out_array("nexthops");
	for (i = 0; i < r->count; i++) {
		out_object(NULL);
		out_text(" nexthop");
		nexthop_print(&r->nh[i]);
		out_text(" weight %u", r->nh[i].weight);
		out_number("weight", r->nh[i].weight);
		out_close();
	}
	out_close();
}

/**
 * route_print() - print a route, without a newline
 * @route: the route
 */
void route_print(const struct route *route)
{
	char buf[NAME_SIZE];

	prefix_text(&route->dst, buf, sizeof(buf));
	if (!route->dst.len)
		snprintf(buf, sizeof(buf), "default");
	out_string("family", family_name(route->family));
	out_string("type", route_type_name(route->type));
	out_string("dst", buf);
	out_text("%s ", family_name(route->family));
	if (route->type != RTN_UNICAST)
		out_text("%s ", route_type_name(route->type));
	out_color(out_family(route->family), "%s", buf);
	print_nexthops(route);
	out_text(" table %s", table_name(route->table, buf));
	out_string("table", table_name(route->table, buf));
	if (route->prefsrc.family) {
		prefix_text(&route->prefsrc, buf, sizeof(buf));
		out_text(" src %s", buf);
		out_string("prefsrc", buf);
	}
	if (route->metric) {
		out_text(" metric %u", route->metric);
		out_number("metric", route->metric);
	}
	if (route->mtu) {
		out_text(" mtu %u", route->mtu);
		out_number("mtu", route->mtu);
	}
	out_string("protocol", maker_name(route->protocol, buf));
	if (route->protocol != NVICTL_PROTOCOL)
		out_color(COLOR_DIM, " # %s", maker_name(route->protocol, buf));
}

/* Messages of the routes to show, kept because a dump may be repeated */
struct list {
	const struct route_words *words;
	char *data;
	size_t len;
	size_t room;
};

static int collect(const struct route *route, const struct nlmsghdr *msg, void *arg)
{
	const struct route_words *w = ((struct list *)arg)->words;
	struct list *list = arg;
	char *grown;

	if (!route) {
		list->len = 0;
		return 0;
	}
	if (!route_matches(route, w))
		return 0;
	if (list->len + NLMSG_ALIGN(msg->nlmsg_len) > list->room) {
		list->room = 2 * list->room + NLMSG_ALIGN(msg->nlmsg_len) + 4096;
		grown = realloc(list->data, list->room);
		if (!grown)
			return -ENOMEM;
		list->data = grown;
	}
	memcpy(list->data + list->len, msg, msg->nlmsg_len);
	list->len += NLMSG_ALIGN(msg->nlmsg_len);
	return 0;
}

static int show_family(const struct route_words *w, int family)
{
	struct route_filter filter = {
		.family = family,
		.table = w->table,
		.protocol = w->all || w->table ? 0 : NVICTL_PROTOCOL,
	};
	struct list list = { .words = w };
	const struct nlmsghdr *msg;
	struct route route;
	size_t at;
	int err = routes_each(&filter, collect, &list);

	for (at = 0; !err && at < list.len; at += NLMSG_ALIGN(msg->nlmsg_len)) {
		msg = (const void *)(list.data + at);
		route_parse(msg, &route);
		out_object(NULL);
		route_print(&route);
		out_close();
		out_text("\n");
	}
	free(list.data);
	return err;
}

/**
 * route_show() - nvictl route show
 * @args: words behind "show"
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int route_show(struct args *args)
{
	struct route_words w;
	int family, err;

	err = route_words_parse(args, "route show", &w);
	if (!err)
		err = route_words_device(&w);
	if (err)
		return err;
	family = route_words_family(&w);
	out_array(NULL);
	if (family != AF_INET6)
		err = show_family(&w, AF_INET);
	if (!err && family != AF_INET)
		err = show_family(&w, AF_INET6);
	out_close();
	return err;
}
