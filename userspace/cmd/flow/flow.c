// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl flow.
 */
#include <stddef.h>
#include <string.h>
#include <linux/netfilter/nf_conntrack_common.h>

#include "base/ip_names.h"
#include "base/names.h"
#include "base/options.h"
#include "base/out.h"
#include "base/parse.h"
#include "kernel/flow.h"
#include "kernel/link.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "cmd/cmd.h"

static void print_tuple(const char *key, const struct flow *f, const struct tuple *t)
{
	bool brackets = f->family == AF_INET6 && f->has_ports;
	char src[64], dst[64];

	prefix_text(&t->src, src, sizeof(src));
	prefix_text(&t->dst, dst, sizeof(dst));
	out_object(key);
	out_string("src", src);
	out_string("dst", dst);
	out_color(out_family(f->family), brackets ? "[%s]" : "%s", src);
	if (f->has_ports) {
		out_number("sport", t->sport);
		out_number("dport", t->dport);
		out_text(":%u", t->sport);
	}
	out_text(" -> ");
	out_color(out_family(f->family), brackets ? "[%s]" : "%s", dst);
	if (f->has_ports)
		out_text(":%u", t->dport);
	out_close();
}

static void print_device(const char *text, const char *key, __u32 ifindex)
{
	char name[NAME_SIZE];

	if (!ifindex)
		return;
	if (ifindex == NVI_LABEL_IFINDEX_NONE)
		snprintf(name, sizeof(name), "?");
	else
		device_name(ifindex, name);
	out_text(" %s ", text);
	out_color(COLOR_DEVICE, "%s", name);
	out_string(key, name);
}

static void print_record(const struct record *r)
{
	static const __u8 none[6];
	char buf[NAME_SIZE];

	out_object("ingress");
	print_device("ingress", "original", r->original);
	if (memcmp(r->lladdr, none, sizeof(none))) {
		lladdr_text(r->lladdr, buf);
		out_text(" lladdr %s", buf);
		out_string("lladdr", buf);
	}
	print_device("reply-ingress", "reply", r->reply);
	out_close();
}

static void print_details(const struct flow *f)
{
	out_number("mark", f->mark);
	out_number("timeout", f->timeout);
	out_bool("assured", f->status & IPS_ASSURED);
	out_bool("replied", f->status & IPS_SEEN_REPLY);
	out_text(" timeout %us", f->timeout);
	if (f->mark)
		out_text(" mark %#x", f->mark);
	if (!(f->status & IPS_SEEN_REPLY))
		out_text(" unreplied");
	else if (f->status & IPS_ASSURED)
		out_text(" assured");
}

static void print_counters(const struct flow *f)
{
	static const char *const keys[] = { "original_counters", "reply_counters" };
	int i;

	for (i = 0; i < 2; i++) {
		out_object(keys[i]);
		out_number("packets", f->packets[i]);
		out_number("bytes", f->bytes[i]);
		out_close();
		out_text(" %s %llu packets %llu bytes", i ? "in" : "out",
			 (unsigned long long)f->packets[i], (unsigned long long)f->bytes[i]);
	}
}

/**
 * flow_print() - one connection, without a newline
 * @flow: the connection
 */
void flow_print(const struct flow *flow)
{
	char buf[NAME_SIZE];

	ipproto_name(flow->proto, buf);
	out_string("family", family_name(flow->family));
	out_string("proto", buf);
	out_text("%s ", buf);
	if (flow->has_id) {
		out_number("id", flow->original.sport);
		out_text("id %u ", flow->original.sport);
	}
	print_tuple("original", flow, &flow->original);
	if (options.json) {
		print_tuple("translated", flow, &flow->translated);
	} else if (!tuple_same(&flow->original, &flow->translated)) {
		out_text(" as ");
		print_tuple("translated", flow, &flow->translated);
	}
	print_record(&flow->record);
	out_bool("fast", flow->status & IPS_OFFLOAD);
	if (flow->status & IPS_OFFLOAD)
		out_text(" fast");
	if (options.details)
		print_details(flow);
	if (options.stats && flow->has_counters)
		print_counters(flow);
}

#define AT(field) offsetof(struct flow_filter, field)
static const struct keyword keywords[] = {
	{ "ingress", "DEVICE", take_device, AT(ingress_name) },
	{ "dev", "DEVICE", take_device, AT(dev_name) },
	{ "from", "ADDRESS[/LENGTH]", take_prefix, AT(from) },
	{ "to", "ADDRESS[/LENGTH]", take_prefix, AT(to) },
	{ "as", "ADDRESS[/LENGTH]", take_prefix, AT(as) },
	{ "addr", "ADDRESS[/LENGTH]", take_prefix, AT(addr) },
	{ "proto", "PROTOCOL", take_ipproto, AT(proto) },
	{ "sport", "PORT[-PORT]", take_ports, AT(sport) },
	{ "dport", "PORT[-PORT]", take_ports, AT(dport) },
	{ "fast", NULL, take_flag, AT(fast) },
	{ }
};

/**
 * flow_filter_parse() - which connections are wanted?
 * @args: the words
 * @command: for messages
 * @filter: comes here
 *
 * Return: 0, BAD_INPUT or REFUSED
 */
int flow_filter_parse(struct args *args, const char *command, struct flow_filter *filter)
{
	struct link link;
	int err;

	memset(filter, 0, sizeof(*filter));
	err = args_parse(args, keywords, command, filter);
	if (!err && *filter->ingress_name) {
		err = link_get(filter->ingress_name, &link);
		filter->ingress = link.ifindex;
	}
	if (!err && *filter->dev_name) {
		err = link_get(filter->dev_name, &link);
		filter->dev = link.ifindex;
	}
	return err;
}

static bool in_range(const struct range *range, __u16 port)
{
	return !range->end || (port >= range->start && port <= range->end);
}

static bool has_addr(const struct flow *f, const struct prefix *p)
{
	return prefix_has(p, &f->original.src) || prefix_has(p, &f->original.dst) ||
	       prefix_has(p, &f->translated.src) || prefix_has(p, &f->translated.dst);
}

/**
 * flow_matches() - is a connection one of those wanted?
 * @flow: the connection
 * @filter: which are wanted
 */
bool flow_matches(const struct flow *flow, const struct flow_filter *filter)
{
	if (filter->ingress && filter->ingress != flow->record.original)
		return false;
	if (filter->dev && filter->dev != flow->record.original &&
	    filter->dev != flow->record.reply)
		return false;
	if (filter->proto && filter->proto != flow->proto)
		return false;
	if ((filter->sport.end || filter->dport.end) && !flow->has_ports)
		return false;
	if (filter->fast && !(flow->status & IPS_OFFLOAD))
		return false;
	return in_range(&filter->sport, flow->original.sport) &&
	       in_range(&filter->dport, flow->original.dport) &&
	       prefix_has(&filter->from, &flow->original.src) &&
	       prefix_has(&filter->to, &flow->original.dst) &&
	       prefix_has(&filter->as, &flow->translated.src) &&
	       has_addr(flow, &filter->addr);
}

static int show_one(const struct flow *flow, void *arg)
{
	const struct flow_filter *filter = arg;

	if (!flow_matches(flow, filter))
		return 0;
	out_object(NULL);
	flow_print(flow);
	flow_reply_print(flow);
	out_close();
	out_text("\n");
	return 0;
}

static int flow_show(struct args *args)
{
	struct flow_filter filter;
	int err = flow_filter_parse(args, "flow show", &filter);

	if (!err)
		err = flow_reply_begin();
	if (err)
		return err;
	out_array(NULL);
	err = flows_each(options.family, show_one, &filter);
	out_reset();
	return err;
}

static const struct command commands[] = {
	{ "show", flow_show, "[ FILTER ]", "list connections and where their packets came in" },
	{ "list", flow_show, NULL, NULL },
	{ "lst", flow_show, NULL, NULL },
	{ "ls", flow_show, NULL, NULL },
	{ }
};

const struct object flow_object = {
	.name = "flow",
	.commands = commands,
	.about = "connections with their ingress record",
	.notes =
	"FILTER := [ ingress DEVICE ] [ dev DEVICE ] [ from PREFIX ] [ to PREFIX ]\n"
	"          [ as PREFIX ] [ addr PREFIX ] [ proto PROTOCOL ]\n"
	"          [ sport PORT[-PORT] ] [ dport PORT[-PORT] ] [ fast ]\n\n"
	"\"ingress\" is where the first packet came in, \"dev\" either direction; \"as\" is\n"
	"the translated source, \"addr\" any of the addresses; \"fast\" are those on the fast\n"
	"path.\n",
};
