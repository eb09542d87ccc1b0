// SPDX-License-Identifier: GPL-2.0
/*
 * Names of families, route types and link states, as iproute2 prints them.
 */
#include <sys/socket.h>
#include <linux/rtnetlink.h>

#include "base/ip_names.h"

static const char *const route_types[] = {
	[RTN_UNSPEC] = "none", [RTN_UNICAST] = "unicast", [RTN_LOCAL] = "local",
	[RTN_BROADCAST] = "broadcast", [RTN_ANYCAST] = "anycast",
	[RTN_MULTICAST] = "multicast", [RTN_BLACKHOLE] = "blackhole",
	[RTN_UNREACHABLE] = "unreachable", [RTN_PROHIBIT] = "prohibit",
	[RTN_THROW] = "throw", [RTN_NAT] = "nat", [RTN_XRESOLVE] = "xresolve",
};

static const char *const operstates[] = {
	"UNKNOWN", "NOTPRESENT", "DOWN", "LOWERLAYERDOWN", "TESTING", "DORMANT", "UP",
};

/**
 * family_name() - name of an IP family
 * @family: AF_INET or AF_INET6
 */
const char *family_name(int family)
{
	return family == AF_INET6 ? "inet6" : "inet";
}

/**
 * route_type_name() - name of a route type
 * @type: RTN_*
 */
const char *route_type_name(__u8 type)
{
	return type < ARRAY_SIZE(route_types) ? route_types[type] : "unknown";
}

/**
 * operstate_name() - name of a link's state
 * @operstate: IF_OPER_*
 */
const char *operstate_name(__u8 operstate)
{
	return operstate < ARRAY_SIZE(operstates) ? operstates[operstate] : operstates[0];
}
