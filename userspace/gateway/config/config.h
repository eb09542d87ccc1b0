/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A gateway's file, as it was read.
 */
#ifndef _NVICTL_GATEWAY_CONFIG_H
#define _NVICTL_GATEWAY_CONFIG_H

#include "base/parse.h"
#include "kernel/owns.h"

/** struct gw_prefixes - addresses or networks */
struct gw_prefixes {
	struct prefix *v;
	size_t n;
};

/** struct gw_ranges - ports, protocols (start only), users (uid) */
struct gw_ranges {
	struct range *v;
	size_t n;
};

/** struct gw_names - interfaces, or names of other sections */
struct gw_names {
	char (*v)[32];
	size_t n;
};

struct gw_uplink;
struct gw_inside;

/** struct gw_uplinks - some of a file's uplinks */
struct gw_uplinks {
	struct gw_uplink **v;
	size_t n;
};

/** struct gw_insides - some of a file's inside networks */
struct gw_insides {
	struct gw_inside **v;
	size_t n;
};

/**
 * struct gw_section - what all sections have
 * @name: behind the kind, in brackets
 * @line: where it begins
 * @seen: keys that were there, by their number in the kind's table
 */
struct gw_section {
	char name[32];
	unsigned long line;
	__u32 seen;
};

/* how an uplink is probed, by `nvictl gateway run` */
enum gw_check { GW_CHECK_NONE, GW_CHECK_PING, GW_CHECK_TCP, GW_CHECK_SCRIPT };

/**
 * struct gw_uplink - a way out
 * @s: the section
 * @interface: by which one
 * @gateways: next hop, one for each IP family; none: the link itself
 * @addresses: what packets are translated to: addresses, or a network (a pool)
 * @auto_address: of IPv4, of IPv6: those that the interface has, too
 * @auto_gateway: of IPv4, of IPv6: that of the interface's default route
 * @fixed_addresses: so many of @addresses are in the file, and come first
 * @fixed_gateways: so many of @gateways
 * @table: its routing table
 * @weight: among others that are chosen by weight
 * @check: how to see that it lives
 * @check_target: address, ADDRESS PORT or path
 * @interval: between two probes, in seconds
 * @fall: so many that fail, and it is dead
 * @rise: so many that succeed, and it lives again
 * @first: no uplink before it in the file has the same interface
 * @shared: another uplink has the same interface
 * @down: it can have no routes: its interface is missing or down
 * @lost: nor in IPv4, nor in IPv6: its gateway is in no network of the interface, or
 *	there is no default route to take it from
 * @dead: no new connections by it, if there is another: probes fail, or no carrier
 */
struct gw_uplink {
	struct gw_section s;
	char interface[IFNAMSIZ];
	struct gw_prefixes gateways;
	struct gw_prefixes addresses;
	bool auto_address[2];
	bool auto_gateway[2];
	size_t fixed_addresses;
	size_t fixed_gateways;
	__u32 table;
	__u32 weight;
	enum gw_check check;
	char check_target[128];
	__u32 interval;
	__u32 fall;
	__u32 rise;
	bool first;
	bool shared;
	bool down;
	bool lost[2];
	bool dead;
};

/* source validation of an inside interface */
enum gw_source_check { GW_SOURCE_STRICT, GW_SOURCE_LOOSE, GW_SOURCE_KEEP };

/**
 * struct gw_inside - a network behind the gateway
 * @s: the section
 * @interfaces: by which it comes
 * @source_check: which sources may come from it
 */
struct gw_inside {
	struct gw_section s;
	struct gw_names interfaces;
	__u8 source_check;
};

/**
 * struct gw_sources - where something comes from
 * @list: addresses and networks
 * @all: from everywhere
 */
struct gw_sources {
	struct gw_prefixes list;
	bool all;
};

/**
 * struct gw_reflect - replies that go back the way their connections came
 * @s: the section; its line is 0 if there is none
 * @device: an nvi device of mode reflect
 * @source: replies from there
 * @fallback: NVI_FALLBACK_*
 * @learn: NVI_LEARN_*
 * @table: whose default route leads to the device
 */
struct gw_reflect {
	struct gw_section s;
	char device[IFNAMSIZ];
	struct gw_sources source;
	__u8 fallback;
	__u8 learn;
	__u32 table;
};

/**
 * struct gw_vrf - a VRF that inside interfaces are ports of
 * @name: its device
 * @table: its routing table
 * @mark: of answers that go back there
 * @ports: those that the file names
 */
struct gw_vrf {
	char name[IFNAMSIZ];
	__u32 table;
	__u32 mark;
	struct gw_names ports;
};

/* of several uplinks */
enum gw_choose { GW_CHOOSE_FIRST, GW_CHOOSE_WEIGHT };

/**
 * struct gw_policy - who goes out by which uplink; the first that matches counts
 * @s: the section
 * @uplink_names: names of its uplinks
 * @uplinks: these uplinks
 * @choose: the first that lives, or by weight for each connection
 * @inside_names: names of the inside networks that it is for
 * @insides: these networks; none: all
 * @source: from these
 * @destination: to these
 * @protocols: of these only
 * @ports: to these only
 * @users: the router's own traffic, of these users
 * @mark: bears this mark
 * @mask: of @mark; 0: whether it does or not
 */
struct gw_policy {
	struct gw_section s;
	struct gw_names uplink_names;
	struct gw_uplinks uplinks;
	__u8 choose;
	struct gw_names inside_names;
	struct gw_insides insides;
	struct gw_prefixes source;
	struct gw_prefixes destination;
	struct gw_ranges protocols;
	struct gw_ranges ports;
	struct gw_ranges users;
	__u32 mark;
	__u32 mask;
};

/**
 * struct gw_forward - from outside to a server inside
 * @s: the section
 * @uplink_names: names of the uplinks that it is for
 * @uplinks: these uplinks; none: all
 * @address: to this address; none: to each of the uplink
 * @protocols: of these
 * @ports: to these
 * @to: the server, one for each IP family
 * @to_port: its port, or 0: the same
 * @hairpin: inside hosts may use the outside address as well
 */
struct gw_forward {
	struct gw_section s;
	struct gw_names uplink_names;
	struct gw_uplinks uplinks;
	struct gw_prefixes address;
	struct gw_ranges protocols;
	struct gw_ranges ports;
	struct gw_prefixes to;
	__u32 to_port;
	bool hairpin;
};

/* does the file say whether connections take the fast path? */
enum gw_fast { GW_FAST_AUTO, GW_FAST_NO, GW_FAST_YES };

/**
 * struct gw_config - a file
 * @file: its path
 * @g: the section [gateway]
 * @device: the nvi device
 * @mark: of stage 2
 * @mask: of @mark
 * @table: of stage 1
 * @fast: what it says of the fast path
 * @fast_on: connections shall take it
 * @fast_held: what at the device does not see connections that take it, or ""
 * @fast_refused: why none can, or ""
 * @fast_answer: the kernel's answer to a device with the fast path; 0: not asked yet
 * @fast_reason: the reason it gave
 * @firewall: close inside to what comes in by uplinks
 * @uplink: the uplinks, in the file's order, as all others
 * @uplinks: how many
 * @all: all of them, in the same order
 * @inside: the inside networks
 * @insides: how many
 * @policy: the policies
 * @policies: how many
 * @forward: the port forwards
 * @forwards: how many
 * @reflect: the section [reflect]
 * @vrf: the VRFs that inside interfaces are ports of; the file does not say so
 * @vrfs: how many
 * @mistakes: how many were told
 * @daemon: a daemon's, which says itself what is down
 * @checks: it is looked at for mistakes only
 * @quiet: it has been told what stands in the way
 */
struct gw_config {
	const char *file;
	struct gw_section g;
	char device[IFNAMSIZ];
	__u32 mark;
	__u32 mask;
	__u32 table;
	__u8 fast;
	bool fast_on;
	char fast_held[80];
	char fast_refused[200];
	int fast_answer;
	char fast_reason[160];
	bool firewall;
	struct gw_uplink *uplink;
	size_t uplinks;
	struct gw_uplinks all;
	struct gw_inside *inside;
	size_t insides;
	struct gw_policy *policy;
	size_t policies;
	struct gw_forward *forward;
	size_t forwards;
	struct gw_reflect reflect;
	struct gw_vrf *vrf;
	size_t vrfs;
	unsigned int mistakes;
	bool daemon;
	bool checks;
	bool quiet;
};

const struct prefix *gw_of_family(const struct gw_prefixes *list, int family);
bool gw_has_family(const struct gw_uplink *u, int family);
bool gw_uses_family(const struct gw_config *cfg, int family);
bool gw_reflects(const struct gw_config *cfg, int family);
const struct gw_vrf *gw_vrf_of(const struct gw_config *cfg, const char *interface);
void gw_forget_vrfs(struct gw_config *cfg);
void gw_free(struct gw_config *cfg);

#endif /* _NVICTL_GATEWAY_CONFIG_H */
