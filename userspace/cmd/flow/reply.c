// SPDX-License-Identifier: GPL-2.0
/*
 * The path of a connection's replies: the kernel looks up the route of one; if that
 * leads to a reflecting device, the record tells where the device sends it.
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
	bool ports;		/* a rule matches protocol or ports */
	bool sockets;		/* a rule matches a mark */
	unsigned int count;
	struct link dev[MAX_DEVICES];	/* those that reflect */
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
 * flow_reply_begin() - prepare printing the path of replies
 *
 * It is printed if a device reflects, or with -d.
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
 * The reply at the routing decision: its destination is translated back already, its
 * source is not.  Without a record of the reply direction, its ingress is the device
 * that the route to the server leads to.
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

/* The reason that the device does not reflect a reply; NULL: it does. */
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

/* A route of an error type makes the look-up fail with its error. */
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

/* A reply that is not reflected: refused, or routed with the device's mark */
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
 * flow_reply_print() - print the path of a connection's replies
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
