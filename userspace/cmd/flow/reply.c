// SPDX-License-Identifier: GPL-2.0
/*
 * Where the replies of a connection go: "flow show" asks the kernel how it would
 * route one, and says what the reflecting device does with it.
 */
#include <errno.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/ip_names.h"
#include "base/message.h"
#include "base/names.h"
#include "base/options.h"
#include "base/out.h"
#include "base/parse.h"
#include "kernel/flow.h"
#include "kernel/flow_route.h"
#include "kernel/link.h"
#include "kernel/rules.h"
#include "cmd/flow/flow.h"

#define MAX_DEVICES 64

static struct {
	bool wanted;
	bool ports;		/* a rule asks for them */
	bool sockets;		/* or for the mark of sockets */
	unsigned int count;
	struct link dev[MAX_DEVICES];	/* that reflect */
} reply;

static int collect_device(const struct link *link, void *arg)
{
	(void)arg;
	if (link->nvi.value[IFLA_NVI_MODE] == NVI_MODE_REFLECT && reply.count < MAX_DEVICES)
		reply.dev[reply.count++] = *link;
	return 0;
}

static int look_at_rules(int family)
{
	const struct rules *rules = rules_get(family);
	size_t i;

	for (i = 0; rules && i < rules->count; i++) {
		const struct rule *r = &rules->rule[i];

		reply.ports |= r->ipproto || r->sport.end || r->dport.end;
		reply.sockets |= r->mask;
	}
	return rules ? 0 : REFUSED;
}

/**
 * flow_reply_begin() - before connections are shown
 *
 * Where replies go is shown if some device reflects, or with -d.
 *
 * Return: 0, or REFUSED after a message
 */
int flow_reply_begin(void)
{
	int err;

	memset(&reply, 0, sizeof(reply));
	flow_routes_forget();
	err = link_each_nvi(collect_device, NULL);
	reply.wanted = reply.count || options.details;
	if (!err && reply.wanted)
		err = look_at_rules(AF_INET);
	if (!err && reply.wanted)
		err = look_at_rules(AF_INET6);
	return err;
}

/*
 * A reply as it is routed: its destination is translated back already, its source is
 * not.  One that nobody has seen yet comes from where its server is.
 */
static void fill_key(const struct flow *f, struct flow_key *key)
{
	bool local = flow_is_local(&f->translated.dst);
	struct flow_key there;

	memset(key, 0, sizeof(*key));
	key->used = true;
	key->src = f->translated.dst;
	key->dst = f->original.src;
	if (reply.ports) {
		key->proto = f->proto;
		key->sport = f->has_ports ? f->translated.dport : 0;
		key->dport = f->has_ports ? f->original.sport : 0;
	}
	if (local) {
		if (reply.sockets)
			flow_socket_mark(f, &key->mark);
		return;
	}
	key->iif = f->record.reply;
	if (key->iif && key->iif != NVI_LABEL_IFINDEX_NONE)
		return;
	memset(&there, 0, sizeof(there));
	there.used = true;
	there.dst = f->translated.dst;
	there.src.family = there.dst.family;
	key->iif = flow_look_up(&there)->oif;
}

static const struct link *reflector(__u32 ifindex)
{
	unsigned int i;

	for (i = 0; i < reply.count; i++)
		if (reply.dev[i].ifindex == ifindex)
			return &reply.dev[i];
	return NULL;
}

/* Why would the device not reflect it?  NULL: it does. */
static const char *obstacle(const struct flow *f)
{
	char name[NAME_SIZE];
	static struct link in;

	if (!f->record.original || f->record.original == NVI_LABEL_IFINDEX_NONE)
		return "no record";
	if (in.ifindex != f->record.original &&
	    link_find(device_name(f->record.original, name), &in) != 1) {
		in.ifindex = 0;
		return "its interface is gone";
	}
	return (in.flags & (IFF_UP | IFF_RUNNING)) == (IFF_UP | IFF_RUNNING) ? NULL :
	       "its interface is down";
}

static void print_dev(__u32 ifindex)
{
	char name[NAME_SIZE];

	device_name(ifindex, name);
	out_color(COLOR_DEVICE, "%s", name);
	out_string("dev", name);
}

static void print_recorded(const struct flow *f)
{
	static const __u8 none[6];
	char buf[NAME_SIZE];

	out_string("verdict", "reflected");
	out_text(" -> ");
	print_dev(f->record.original);
	if (memcmp(f->record.lladdr, none, sizeof(none))) {
		lladdr_text(f->record.lladdr, buf);
		out_text(" via %s", buf);
		out_string("lladdr", buf);
	}
	out_text(" (recorded)");
}

/* The kernel answers with an error where a route says so; others mean no answer. */
static const char *verdict(const struct flow_answer *a)
{
	switch (a->err) {
	case 0:
		return route_type_name(a->type);
	case -ENETUNREACH:
	case -EHOSTUNREACH:
		return "unreachable";
	case -EACCES:
		return "prohibit";
	}
	return "unknown";
}

static void print_routed(const struct flow_answer *a)
{
	char buf[64];

	if (a->err || a->type != RTN_UNICAST) {
		out_string("verdict", verdict(a));
		out_text("%s", verdict(a));
		return;
	}
	out_string("verdict", "routed");
	print_dev(a->oif);
	if (a->gateway.family) {
		prefix_text(&a->gateway, buf, sizeof(buf));
		out_text(" via ");
		out_color(out_family(a->gateway.family), "%s", buf);
		out_string("gateway", buf);
	}
	if (a->table) {
		table_name(a->table, buf);
		out_text(" table %s", buf);
		out_string("table", buf);
	}
}

/* By the fallback: refused, or routed with the device's mark */
static void print_unreflected(const struct link *dev, struct flow_key *key, const char *why)
{
	__u32 mask = dev->nvi.value[IFLA_NVI_MARK_MASK];

	if (dev->nvi.value[IFLA_NVI_FALLBACK] == NVI_FALLBACK_REFUSE) {
		out_string("verdict", "refused");
		out_text(" -> refused");
	} else {
		key->mark = (key->mark & ~mask) | dev->nvi.value[IFLA_NVI_MARK];
		out_text(" -> ");
		print_routed(flow_look_up(key));
	}
	out_text(" (%s)", why);
	out_string("why", why);
}

/**
 * flow_reply_print() - where replies go, behind a connection
 * @flow: the connection
 */
void flow_reply_print(const struct flow *flow)
{
	const struct flow_answer *answer;
	const struct link *dev;
	const char *why;
	struct flow_key key;

	if (!reply.wanted)
		return;
	fill_key(flow, &key);
	answer = flow_look_up(&key);
	dev = answer->err ? NULL : reflector(answer->oif);
	out_object("replies");
	out_text(" replies ");
	if (!dev) {
		print_routed(answer);
	} else {
		out_color(COLOR_DEVICE, "%s", dev->name);
		out_string("reflector", dev->name);
		why = obstacle(flow);
		if (why)
			print_unreflected(dev, &key, why);
		else
			print_recorded(flow);
	}
	out_close();
}
