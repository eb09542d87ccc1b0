// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl flow.
 */
#include "base/options.h"
#include "base/out.h"
#include "kernel/flow.h"
#include "cmd/cmd.h"
#include "cmd/flow/flow.h"

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
	{ "show", flow_show, "[ FILTER ]", "list connections with their ingress record" },
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
	"\"ingress\" is the ingress interface of the first packet, \"dev\" that of either\n"
	"direction; \"as\" is the translated source, \"addr\" any of the addresses; \"fast\"\n"
	"selects connections on the fast path.\n",
};
