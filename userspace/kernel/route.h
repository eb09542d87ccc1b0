/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Routes.
 */
#ifndef _NVICTL_ROUTE_H
#define _NVICTL_ROUTE_H

#include "base/parse.h"
#include "nl/nl.h"

#define MAX_NEXTHOPS 16

/**
 * struct nexthop - a next hop of a route
 * @oif: ifindex of the device, or 0
 * @gateway: the next router; family AF_UNSPEC if the destination is on the link
 * @weight: among several next hops
 * @flags: RTNH_F_*
 */
struct nexthop {
	__u32 oif;
	struct prefix gateway;
	unsigned int weight;
	__u8 flags;
};

/**
 * struct route - a route
 * @family: AF_INET or AF_INET6
 * @type: RTN_*
 * @protocol: program that added it
 * @scope: RT_SCOPE_*
 * @tos: dsfield of the packets that it matches; 0: all
 * @cached: a clone, not in a table
 * @flags: RTM_F_* and RTNH_F_*
 * @table: its table
 * @metric: the route with the lowest metric wins
 * @mtu: of the route, or 0
 * @dst: destination
 * @src: source that it matches, IPv6 only
 * @prefsrc: source of packets that the router itself sends
 * @count: number of next hops; those beyond MAX_NEXTHOPS are dropped
 * @nh: the next hops
 */
struct route {
	int family;
	__u8 type;
	__u8 protocol;
	__u8 scope;
	__u8 tos;
	bool cached;
	__u32 flags;
	__u32 table;
	__u32 metric;
	__u32 mtu;
	struct prefix dst;
	struct prefix src;
	struct prefix prefsrc;
	unsigned int count;
	struct nexthop nh[MAX_NEXTHOPS];
};

/**
 * struct route_filter - which routes to list; what is 0 or false does not count
 * @family: AF_INET or AF_INET6
 * @table: of this table
 * @oif: with a next hop out of this device
 * @metric: with this metric
 * @protocol: added by this one
 * @type: of this type, RTN_*
 * @is_default: default routes only
 */
struct route_filter {
	int family;
	__u32 table;
	__u32 oif;
	__u32 metric;
	__u8 protocol;
	__u8 type;
	bool is_default;
};

typedef int (*route_handler)(const struct route *route, const struct nlmsghdr *msg, void *arg);

int route_parse(const struct nlmsghdr *msg, struct route *route);
struct nl_msg *route_message(int type, int flags, const struct route *route);
int routes_each(const struct route_filter *filter, route_handler handler, void *arg);
int route_find(const struct route_filter *filter, struct route *route);
const struct nexthop *route_nexthop(const struct route *route, __u32 oif);

#endif /* _NVICTL_ROUTE_H */
