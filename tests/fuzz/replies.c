// SPDX-License-Identifier: GPL-2.0
/*
 * Input: a byte that selects a command, a byte of options, then the answers of
 * the kernel.
 */
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>

#include "cmd/device/device.h"
#include "cmd/flow/flow.h"
#include "kernel/link.h"
#include "base/out.h"
#include "cmd/route/route.h"
#include "cmd/rule/rule.h"
#include "fuzz.h"
#include "replies.h"

static void print(const struct nlmsghdr *h, int fill)
{
	union {
		struct link link;
		struct rule rule;
		struct route route;
		struct flow flow;
	} u;

	/* a parser must set each field that is read later */
	memset(&u, fill, sizeof(u));
	out_object(NULL);
	if (h->nlmsg_type >> 8 == NFNL_SUBSYS_CTNETLINK) {
		if (!flow_parse(h, &u.flow))
			flow_print(&u.flow);
	} else if (h->nlmsg_type >= RTM_NEWRULE && h->nlmsg_type <= RTM_GETRULE) {
		if (!rule_parse(h, &u.rule))
			rule_print(&u.rule);
	} else if (h->nlmsg_type >= RTM_NEWROUTE && h->nlmsg_type <= RTM_GETROUTE) {
		if (!route_parse(h, &u.route)) {
			route_print(&u.route);
			out_text(" %u", u.route.nh[0].oif);
		}
	} else if (!link_parse(h, &u.link)) {
		out_string("name", u.link.name);
		out_string("kind", u.link.kind);
		nvi_attrs_show(&u.link.nvi);
	}
	out_close();
	out_text("\n");
}

/*
 * Parse and print a message twice with different initial memory, and compare.
 * The message is copied, so that ASan finds a read past its end.
 */
static void parse(const struct nlmsghdr *told)
{
	struct nlmsghdr *h = malloc(told->nlmsg_len);
	size_t from, middle, to;
	const char *text;

	memcpy(h, told, told->nlmsg_len);
	run_printed(&from);
	print(h, 0x5a);
	run_printed(&middle);
	print(h, 0xa5);
	text = run_printed(&to);
	/* the output may contain a message of the library before exit() */
	if (!edge.exited &&
	    (to - middle != middle - from || memcmp(text + from, text + middle, to - middle)))
		bug("something read was not set", text + from, to - from);
	free(h);
}

static void parse_all(const uint8_t *data, size_t len)
{
	/* aligned memory */
	void *copy = malloc(len);
	struct nlmsghdr *h;
	int left = len;

	memcpy(copy, data, len);
	edge.running = true;
	for (h = copy; nlmsg_ok(h, left); h = nlmsg_next(h, &left))
		parse(h);
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	size_t which;

	if (len < 2 + sizeof(struct nlmsghdr))
		return 0;
	which = data[0] % (COMMANDS + 1);
	run_options(data[1]);
	if (which == COMMANDS) {
		parse_all(data + 2, len - 2);
	} else {
		edge.replies = data + 2;
		edge.left = len - 2;
		run_words(commands[which]);
	}
	run_end();
	return 0;
}
