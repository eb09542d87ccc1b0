// SPDX-License-Identifier: GPL-2.0
/*
 * What a table says about a packet, and what the kernel says about all of them.
 *
 * The kernel looks up one table for nobody, and its lookup for a packet that
 * comes in validates the source, which stage 2 does not.  So tables are read.
 */
#include <errno.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "base/parse.h"
#include "nl/request.h"
#include "kernel/lookup.h"
#include "kernel/route.h"

struct lookup {
	const struct packet *packet;
	struct route *best;
	bool *found;
};

static bool usable(const struct route *r)
{
	unsigned int i;

	if (r->type != RTN_UNICAST)
		return true;
	for (i = 0; i < r->count; i++)
		if (!(r->nh[i].flags & RTNH_F_DEAD))
			return true;
	return false;
}

/* Longest prefix, then the more exact dsfield, then the lowest metric. */
static bool better(const struct route *a, const struct route *b)
{
	if (a->dst.len != b->dst.len)
		return a->dst.len > b->dst.len;
	if (a->src.len != b->src.len)
		return a->src.len > b->src.len;
	if (a->tos != b->tos)
		return a->tos > b->tos;
	return a->metric < b->metric;
}

static int consider(const struct route *r, const struct nlmsghdr *msg, void *arg)
{
	struct lookup *l = arg;

	(void)msg;
	if (!r) {
		*l->found = false;
		return 0;
	}
	if (!prefix_has(&r->dst, &l->packet->dst) || !usable(r) ||
	    (r->src.len && !prefix_has(&r->src, &l->packet->src)) ||
	    (r->family == AF_INET && r->tos && r->tos != l->packet->tos))
		return 0;
	if (!*l->found || better(r, l->best))
		*l->best = *r;
	*l->found = true;
	return 0;
}

/**
 * table_lookup() - the route of one table
 * @p: the packet
 * @table: the table
 * @best: comes here
 * @found: is there one?
 *
 * Return: 0, or REFUSED after a message
 */
int table_lookup(const struct packet *p, __u32 table, struct route *best, bool *found)
{
	struct route_filter filter = { .family = p->dst.family, .table = table };
	struct lookup l = { p, best, found };

	*found = false;
	return routes_each(&filter, consider, &l);
}

static int take_route(const struct nlmsghdr *msg, void *arg)
{
	return msg->nlmsg_type == RTM_NEWROUTE ? route_parse(msg, arg) : 0;
}

/**
 * kernel_lookup() - what would the kernel do with a packet?
 * @p: the packet; without an interface it is one of its own
 * @route: its answer
 * @answer: or its error: -EXDEV or -EINVAL from source validation, for one
 *
 * Return: 0, or REFUSED after a message
 */
int kernel_lookup(const struct packet *p, struct route *route, int *answer)
{
	int bytes = prefix_bytes(p->dst.family);
	struct rtmsg rtm = {
		.rtm_family = p->dst.family, .rtm_dst_len = 8 * bytes,
		.rtm_src_len = 8 * bytes, .rtm_tos = p->tos,
		/* IPv6 always does, and does not want to be told */
		.rtm_flags = p->dst.family == AF_INET ? RTM_F_LOOKUP_TABLE : 0,
	};
	struct nl_msg *msg;
	int err = request_flush();

	if (err)
		return err;
	memset(route, 0, sizeof(*route));
	msg = knl_new(RTM_GETROUTE, 0, &rtm, sizeof(rtm));
	nla_put(msg, RTA_DST, bytes, p->dst.addr);
	nla_put(msg, RTA_SRC, bytes, p->src.addr);
	if (p->iif.ifindex)
		nla_put_u32(msg, RTA_IIF, p->iif.ifindex);
	if (p->mark)
		nla_put_u32(msg, RTA_MARK, p->mark);
	/* the kernel takes these three only */
	if (p->proto == IPPROTO_TCP || p->proto == IPPROTO_UDP ||
	    p->proto == (p->dst.family == AF_INET6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
		nla_put_u8(msg, RTA_IP_PROTO, p->proto);
	if (p->sport)
		nla_put_u16(msg, RTA_SPORT, htons(p->sport));
	if (p->dport)
		nla_put_u16(msg, RTA_DPORT, htons(p->dport));
	*answer = knl_get(msg, take_route, route);
	return 0;
}
