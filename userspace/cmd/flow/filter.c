// SPDX-License-Identifier: GPL-2.0
/*
 * Filters of connections.
 */
#include <stddef.h>
#include <string.h>
#include <linux/netfilter/nf_conntrack_common.h>

#include "base/parse.h"
#include "kernel/flow.h"
#include "kernel/link.h"
#include "cmd/cmd.h"
#include "cmd/flow/flow.h"

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
 * flow_filter_parse() - parse the words of a filter
 * @args: the words
 * @command: name of the command, for messages
 * @filter: the result
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
 * flow_matches() - true if a connection passes a filter
 * @flow: the connection
 * @filter: the filter
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
