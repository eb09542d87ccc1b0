// SPDX-License-Identifier: GPL-2.0
/*
 * Checks of the requests that nvictl sends, and the report of a bug.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>

#include "fuzz.h"

/**
 * bug() - report a bug and abort, so that libFuzzer keeps the input
 * @what: the kind of bug
 * @text: the text that shows it
 * @len: length of @text
 */
void bug(const char *what, const char *text, size_t len)
{
	dprintf(2, "\nBUG: %s: %.*s\n", what, (int)len, text);
	abort();
}

static void expect(const struct nlattr *attr, int len, const char *what)
{
	if (attr && nla_len(attr) != len)
		bug(what, "its length is wrong", 19);
}

static void check_rule(const struct fib_rule_hdr *h, struct nlattr **tb)
{
	int bytes = h->family == AF_INET6 ? 16 : 4;

	expect(tb[FRA_SRC], bytes, "FRA_SRC");
	expect(tb[FRA_DST], bytes, "FRA_DST");
	if (h->src_len > 8 * bytes || h->dst_len > 8 * bytes)
		bug("rule", "its prefix is too long", 22);
}

static void check_route(const struct rtmsg *rtm, struct nlattr **tb)
{
	int bytes = rtm->rtm_family == AF_INET6 ? 16 : 4;

	expect(tb[RTA_DST], bytes, "RTA_DST");
	expect(tb[RTA_SRC], bytes, "RTA_SRC");
	expect(tb[RTA_PREFSRC], bytes, "RTA_PREFSRC");
	expect(tb[RTA_GATEWAY], bytes, "RTA_GATEWAY");
	if (rtm->rtm_family == AF_INET6 && tb[RTA_VIA])
		bug("route", "IPv6 by way of IPv4", 19);
	if (rtm->rtm_dst_len > 8 * bytes || rtm->rtm_src_len > 8 * bytes)
		bug("route", "its prefix is too long", 22);
}

/**
 * check_request() - check that the kernel can parse a request
 * @h: the request
 *
 * Whether the request makes sense is not checked; the kernel refuses it if not.
 */
void check_request(const struct nlmsghdr *h)
{
	static const struct {
		int first, last, header, max;
	} kinds[] = {
		{ RTM_NEWLINK, RTM_GETLINK, sizeof(struct ifinfomsg), IFLA_MAX },
		{ RTM_NEWROUTE, RTM_GETROUTE, sizeof(struct rtmsg), RTA_MAX },
		{ RTM_NEWRULE, RTM_GETRULE, sizeof(struct fib_rule_hdr), FRA_MAX },
	};
	struct nlattr *tb[128] = { }, *attr;
	void *header = nlmsg_data(h);
	int left;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (h->nlmsg_type < kinds[i].first || h->nlmsg_type > kinds[i].last)
			continue;
		if (nlmsg_parse((struct nlmsghdr *)h, kinds[i].header, tb, kinds[i].max, NULL))
			bug("request", "does not parse", 14);
		nlmsg_for_each_attr(attr, (struct nlmsghdr *)h, kinds[i].header, left)
			;
		if (left)
			bug("request", "bytes behind its attributes", 27);
	}
	/* undo sends rules and routes as the kernel described them, valid or not */
	if (edge.replies)
		return;
	if (h->nlmsg_type >= RTM_NEWRULE && h->nlmsg_type <= RTM_GETRULE)
		check_rule(header, tb);
	else if (h->nlmsg_type >= RTM_NEWROUTE && h->nlmsg_type <= RTM_GETROUTE)
		check_route(header, tb);
}
