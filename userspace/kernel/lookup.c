// SPDX-License-Identifier: GPL-2.0
/*
 * Routing look-ups: in one table, and by the kernel in all of them.
 *
 * The kernel has no look-up in a single table, and its look-up for a packet that
 * arrives validates the source, which stage 2 does not.  So table_lookup() reads the
 * table.
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

/* The longest prefix wins, then a route with a dsfield, then the lowest metric. */
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
 * table_lookup() - find the route of a packet in one table
 * @p: the packet
 * @table: the table
 * @best: the route
 * @found: true if there is one
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
 * kernel_lookup() - let the kernel look up the route of a packet
 * @p: the packet; without an interface, it is one that this machine sends
 * @route: the route, if @answer is 0
 * @answer: 0, or the kernel's error, such as -EXDEV or -EINVAL from source validation
 *
 * Return: 0, or REFUSED after a message
 */
int kernel_lookup(const struct packet *p, struct route *route, int *answer)
{
	int bytes = prefix_bytes(p->dst.family);
	struct rtmsg rtm = {
		.rtm_family = p->dst.family, .rtm_dst_len = 8 * bytes,
		.rtm_src_len = 8 * bytes, .rtm_tos = p->tos,
		/* IPv6 always reports the table, and rejects the flag */
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
	/* the kernel accepts these three only */
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
