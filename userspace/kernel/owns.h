/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The objects in the kernel that belong to nvictl, by command: rules by priority,
 * routes by table and metric, packets by mark, devices by alias, and a table of
 * nftables by name.
 */
#ifndef _NVICTL_OWNS_H
#define _NVICTL_OWNS_H

#include "base/common.h"

/**
 * NVICTL_PROTOCOL - the protocol (FRA_PROTOCOL, rtm_protocol) of every rule and
 * route that nvictl adds.  'n'; neither rtnetlink.h nor iproute2 nor FRR uses it.
 */
#define NVICTL_PROTOCOL 0x6e

/*
 * Priorities of rules, in the order in which the kernel looks at them:
 *
 *    8000 to  8999  a gateway
 *    9000 to  9999  reflection
 *   10000           the front rule of both stages
 *   10001 to 19998  stage 2
 *   19999           reflection
 *   20000 to 29999  stage 1
 *   30000           reflection
 */

/* a gateway's; rules of one priority exclude each other, so their order does not matter */
#define GW_FIRST 8000
#define GW_VRF 8000		/* replies: the table of their VRF */
#define GW_NOT_VRF 8001		/* replies to a VRF: no other table */
#define GW_FRONT 8002		/* table main without its default routes */
#define GW_BOUND 8005		/* sockets bound to an uplink's interface: by source address, if uplinks share it */
#define GW_BOUND_ANY 8006	/* all other sockets bound to it */
#define GW_REFLECT 8008		/* replies: to the device that reflects */
#define GW_OWN 8010		/* the router's own traffic, by user */
#define GW_STAGE2 8100		/* from an uplink's address: to that uplink */
#define GW_STAGE1 8900		/* from inside: to the nvi device */
#define GW_LAST 8999

/* reflection's, see reflect/reflect.h */
#define REFLECT_FIRST 9000
#define REFLECT_NO_SOURCE 9001
#define REFLECT_ENTRY_FIRST 9010
#define REFLECT_ENTRY_LAST 9998
#define REFLECT_END 9999
#define REFLECT_GUARD 19999
#define REFLECT_GUARD_END 30000

/* of "nvictl rule", see kernel/stage.c */
#define FRONT_PRIORITY 10000
#define STAGE2_FIRST 10001
#define STAGE2_LAST 19998
#define STAGE1_FIRST 20000
#define STAGE1_LAST 29999

/* routing tables */
#define GW_REFLECT_TABLE 27999	/* default; the gateway's route to its reflecting device */
#define GW_FIRST_TABLE 28000	/* default; the gateway's stage 1, and the uplinks follow */
#define REFLECT_TABLE 28159
#define VIA_TABLE 28160		/* and up to 511 more: one each nvi device, for "via DEVICE" */

/* metrics of routes */
#define GW_METRIC 8000
#define GW_METRIC_LAST 8001	/* unreachable, if the table has no other route */
#define REFLECT_GUARD_METRIC 4000	/* unreachable, behind the route to the device: 1024 in IPv6 */

/* marks */
#define GW_MARK 0x100		/* default */
#define GW_MASK 0xff00		/* default */
#define REFLECT_MARK 0x10000000	/* of the reflecting device; not nvi_reflect()'s bit */

/* zones of conntrack, of a gateway's VRFs */
#define GW_FIRST_ZONE 28000UL

/* devices; nvictl deletes only those with its alias */
#define GW_DEVICE "nvi0"
#define GW_ALIAS "nvictl gateway"
#define REFLECT_DEVICE "back0"	/* default, of both */
#define REFLECT_ALIAS "nvictl reflect"

/* table of nftables, family inet */
#define GW_TABLE "nvi_gateway"

const char *maker_name(__u8 protocol, char *buf);

#endif /* _NVICTL_OWNS_H */
