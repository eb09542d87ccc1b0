// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl route.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "nl/request.h"
#include "kernel/owns.h"
#include "kernel/route.h"
#include "cmd/cmd.h"
#include "cmd/route/route.h"

static void fill(const struct route_words *w, struct route *r)
{
	memset(r, 0, sizeof(*r));
	r->family = route_words_family(w) ? route_words_family(w) : AF_INET;
	r->type = w->type ? w->type : RTN_UNICAST;
	r->protocol = NVICTL_PROTOCOL;
	r->table = w->table ? w->table :
		   r->type == RTN_LOCAL ? RT_TABLE_LOCAL : RT_TABLE_MAIN;
	/* as in iproute2: a destination without a router is on the link */
	r->scope = r->family == AF_INET6 ? RT_SCOPE_UNIVERSE :
		   r->type == RTN_LOCAL ? RT_SCOPE_HOST :
		   r->type == RTN_UNICAST && !w->via.family ? RT_SCOPE_LINK :
		   RT_SCOPE_UNIVERSE;
	r->metric = w->metric;
	r->mtu = w->mtu;
	r->dst = w->dst;
	r->dst.family = r->family;
	r->prefsrc = w->src;
	r->count = 1;
	r->nh[0].gateway = w->via;
	r->nh[0].flags = w->onlink ? RTNH_F_ONLINK : 0;
	r->nh[0].oif = w->oif;
}

static const char *explain(int err, const char *said)
{
	if (err == -EEXIST)
		return "the route exists already";
	if (err == -ENETDOWN && !*said)
		return "the device is down";
	if (err == -ENETUNREACH && !*said)
		return "the next hop cannot be reached from here";
	return NULL;
}

static int route_add(struct args *args)
{
	struct request r = { .what = "cannot add the route", .explain = explain };
	struct route_words w;
	struct route route;
	int err = route_words_parse(args, "route add", &w);

	if (err)
		return err;
	if (!w.has_dst)
		return fail("\"route add\" needs a network such as 198.51.100.0/24, or default");
	if ((!w.type || w.type == RTN_UNICAST) && !w.via.family && !*w.dev)
		return fail("\"route add\" needs \"via ADDRESS\" or \"dev DEVICE\"");
	if (w.all)
		return fail("\"all\" is for \"route show\"; the route to all networks is \"default\"");
	err = route_words_device(&w);
	if (err)
		return err;
	fill(&w, &route);
	r.msg = route_message(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL, &route);
	r.undo = route_message(RTM_DELROUTE, 0, &route);
	return request_run(&r);
}

struct match {
	const struct route_words *w;
	unsigned int ours;
	unsigned int others;
	struct route route;
	struct nl_msg *again;	/* adds the first route of nvictl again */
};

/* Copy a route from a dump, without the attribute that a request cannot have. */
static struct nl_msg *copy_route(const struct nlmsghdr *told)
{
	struct nl_msg *msg = knl_new_for(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL,
					 nlmsg_data(told), sizeof(struct rtmsg),
					 told->nlmsg_len);
	struct nlattr *attr;
	int left;

	nlmsg_for_each_attr(attr, (struct nlmsghdr *)told, sizeof(struct rtmsg), left)
		if (nla_type(attr) != RTA_CACHEINFO)
			nla_put(msg, nla_type(attr), nla_len(attr), nla_data(attr));
	return msg;
}

static int find(const struct route *route, const struct nlmsghdr *told, void *arg)
{
	struct match *m = arg;

	if (!route) {
		nlmsg_free(m->again);
		m->again = NULL;
		m->ours = 0;
		m->others = 0;
		return 0;
	}
	if (!route_matches(route, m->w))
		return 0;
	if (route->protocol != NVICTL_PROTOCOL) {
		m->others++;
	} else if (!m->ours++) {
		m->route = *route;
		m->again = copy_route(told);
	}
	return 0;
}

static int route_del(struct args *args)
{
	struct request r = { .what = "cannot delete the route" };
	struct route_filter filter = { };
	struct match m = { };
	struct route_words w;
	int err = route_words_parse(args, "route del", &w);

	if (err)
		return err;
	if (!w.has_dst)
		return fail("\"route del\" needs a network such as 198.51.100.0/24, or default");
	m.w = &w;
	err = route_words_device(&w);
	filter.family = route_words_family(&w) ? route_words_family(&w) : AF_INET;
	filter.table = w.table ? w.table :
		       w.type == RTN_LOCAL ? RT_TABLE_LOCAL : RT_TABLE_MAIN;
	if (!err)
		err = routes_each(&filter, find, &m);
	if (!err && m.ours > 1)
		err = refuse("%u routes match; specify one, for example by \"metric\"", m.ours);
	else if (!err && !m.ours && m.others)
		err = refuse("nvictl did not add that route; \"ip route del\" can delete it");
	else if (!err && !m.ours)
		err = refuse("there is no such route; \"nvictl route show\" lists those of nvictl");
	if (err) {
		nlmsg_free(m.again);
		return err;
	}
	r.msg = route_message(RTM_DELROUTE, 0, &m.route);
	r.undo = m.again;
	return request_run(&r);
}

static const struct command commands[] = {
	{ "show", route_show, "[ all | table TABLE ] [ ROUTE ]", "list nvictl's routes, or others too" },
	{ "add", route_add, "ROUTE", "add one" },
	{ "del", route_del, "ROUTE", "delete the one that matches" },
	{ "list", route_show, NULL, NULL },
	{ "lst", route_show, NULL, NULL },
	{ "ls", route_show, NULL, NULL },
	{ "delete", route_del, NULL, NULL },
	{ }
};

const struct object route_object = {
	.name = "route",
	.commands = commands,
	.about = "routes of the tables that the rules look up",
	.notes =
	"ROUTE := [ TYPE ] NETWORK [ via ADDRESS ] [ dev DEVICE ] [ table TABLE ]\n"
	"         [ src ADDRESS ] [ metric NUMBER ] [ mtu BYTES ] [ onlink ]\n"
	"TYPE  := { unicast | local | blackhole | unreachable | prohibit | throw }\n",
};
