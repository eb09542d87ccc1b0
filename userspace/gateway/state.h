/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The objects of a gateway in the kernel: current or wanted.
 *
 * config/ reads a file into a struct gw_config, look/ adds what the machine has, plan/
 * makes the wanted struct gw_state of it; look/have.c reads the current one.  The
 * difference is what apply/ does or prints as commands.  None of the structs holds
 * anything open: the daemon makes a new wanted state whenever an uplink dies.
 *
 * The gateway owns: rules of NVICTL_PROTOCOL with a priority of GW_FIRST to
 * GW_LAST, routes of NVICTL_PROTOCOL with the metric GW_METRIC or GW_METRIC_LAST,
 * the nftables table GW_TABLE, and the devices with the alias GW_ALIAS.
 */
#ifndef _NVICTL_GATEWAY_STATE_H
#define _NVICTL_GATEWAY_STATE_H

#include "kernel/link.h"
#include "kernel/owns.h"
#include "kernel/route.h"
#include "kernel/rules.h"

/* in the order in which they are added */
enum gw_kind { GW_NFT, GW_SYSCTL, GW_LINK, GW_ROUTE, GW_RULE };

/**
 * struct gw_sysctl - a sysctl that the gateway sets
 * @path: below /proc/sys
 * @value: current or wanted value
 * @was: value before the gateway was applied
 */
struct gw_sysctl {
	char path[72];
	char value[12];
	char was[12];
};

/**
 * struct gw_object - one object in the kernel
 * @kind: which member is valid
 * @link: name, flags and attributes of an nvi device
 * @route: a route
 * @rule: a rule
 * @sysctl: a sysctl
 */
struct gw_object {
	enum gw_kind kind;
	union {
		struct link link;
		struct route route;
		struct rule rule;
		struct gw_sysctl sysctl;
	};
};

/**
 * struct gw_state - all objects of a gateway
 * @object: the objects, except the nftables table
 * @count: number of objects
 * @nft: the nftables table as text; NULL: none
 */
struct gw_state {
	struct gw_object *object;
	size_t count;
	char *nft;
};

/*
 * Placeholders for the ifindex of an nvi device that does not exist yet: of the device
 * of both stages, and of the one that reflects.
 */
#define GW_NVI 0x7fffffff
#define GW_BACK 0x7ffffffe

struct gw_object *gw_add(struct gw_state *state, enum gw_kind kind);
void gw_state_free(struct gw_state *state);
const char *gw_device(const struct gw_state *state, __u32 oif);

#endif /* _NVICTL_GATEWAY_STATE_H */
