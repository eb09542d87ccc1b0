// SPDX-License-Identifier: GPL-2.0
/*
 * Names of the programs that add rules and routes.
 */
#include <string.h>
#include <netlink/route/route.h>

#include "base/names.h"
#include "kernel/owns.h"

/**
 * maker_name() - name of the program that added a rule or a route
 * @protocol: FRA_PROTOCOL or rtm_protocol
 * @buf: of NAME_SIZE
 *
 * Return: @buf with the name, or the number if it has none
 */
const char *maker_name(__u8 protocol, char *buf)
{
	if (protocol == NVICTL_PROTOCOL)
		snprintf(buf, NAME_SIZE, "nvictl");
	else
		rtnl_route_proto2str(protocol, buf, NAME_SIZE);
	if (!strncmp(buf, "0x", 2))
		snprintf(buf, NAME_SIZE, "%u", protocol);
	return buf;
}
