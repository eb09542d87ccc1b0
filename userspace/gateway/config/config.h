/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A gateway's file.
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

/** struct gw_ranges - ports, protocols (@start is the number) or user ids */
struct gw_ranges {
	struct range *v;
	size_t n;
};

/** struct gw_names - names of interfaces or sections */
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
 * struct gw_section - members of all sections
 * @name: name after the kind, in the heading
 * @line: line of the heading; 0: the file has no such section
 * @seen: bit set of the keys that it has, by their index in the kind's table
 */
struct gw_section {
	char name[32];
	unsigned long line;
	__u32 seen;
};

/* how `nvictl gateway run` probes an uplink */
enum gw_check { GW_CHECK_NONE, GW_CHECK_PING, GW_CHECK_TCP, GW_CHECK_SCRIPT };

/**
 * struct gw_uplink - a provider
 * @s: the section
 * @interface: its interface
 * @gateways: next hop, at most one for each IP family; none: the route is on the link
 * @addresses: source addresses after translation: addresses, or a network (a pool)
 * @auto_address: of IPv4, of IPv6: @addresses get those of the interface
 * @auto_gateway: of IPv4, of IPv6: @gateways get that of the interface's default route
 * @fixed_addresses: number of @addresses in the file; these come first
 * @fixed_gateways: number of @gateways in the file
 * @table: its routing table
 * @weight: its share of connections that a policy distributes by weight
 * @check: kind of probe
 * @check_target: target of the probe: ADDRESS, ADDRESS PORT or the path of a script
 * @interval: interval of probes, in seconds
 * @fall: number of failures in a row after which it is dead
 * @rise: number of successes in a row after which it is alive
 * @first: no uplink before it in the file has the same interface
 * @shared: another uplink has the same interface
 * @down: its interface is missing or down, so that it can have no routes
 * @lost: of IPv4, of IPv6: its gateway is in no network of the interface, or the
 *	interface has no default route to take the gateway from
 * @dead: probes fail or the interface has no carrier: it gets no new connections while
 *	another uplink is alive
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
 * @interfaces: input interfaces of its packets
 * @source_check: source validation of these
 */
struct gw_inside {
	struct gw_section s;
	struct gw_names interfaces;
	__u8 source_check;
};

/**
 * struct gw_sources - source addresses
 * @list: addresses and networks
 * @all: any address
 */
struct gw_sources {
	struct gw_prefixes list;
	bool all;
};

/**
 * struct gw_reflect - reflection: replies leave by the interface that the request came by
 * @s: the section; its line is 0 if the file has none
 * @device: an nvi device of mode reflect
 * @source: source addresses of the replies
 * @fallback: NVI_FALLBACK_*
 * @learn: NVI_LEARN_*
 * @mtu: of the device; 0: the default
 * @table: table whose default route is out of the device
 */
struct gw_reflect {
	struct gw_section s;
	char device[IFNAMSIZ];
	struct gw_sources source;
	__u8 fallback;
	__u8 learn;
	__u32 mtu;
	__u32 table;
};

/**
 * struct gw_vrf - a VRF that inside interfaces are ports of
 * @name: its device
 * @table: its routing table
 * @mark: mark of replies to its hosts
 * @ports: its ports among the inside interfaces
 */
struct gw_vrf {
	char name[IFNAMSIZ];
	__u32 table;
	__u32 mark;
	struct gw_names ports;
};

/* how a policy chooses among its uplinks */
enum gw_choose { GW_CHOOSE_FIRST, GW_CHOOSE_WEIGHT };

/**
 * struct gw_policy - a choice of uplinks; the first policy that matches is used
 * @s: the section
 * @uplink_names: names of its uplinks
 * @uplinks: these uplinks
 * @choose: the first that is alive, or by weight for each connection
 * @inside_names: names of the inside networks that it is for
 * @insides: these networks; none: all
 * @source: source addresses; none: any
 * @destination: destination addresses; none: any
 * @protocols: protocols; none: any
 * @ports: destination ports; none: any
 * @users: owners of the router's own sockets; none: forwarded packets too
 * @mark: packet mark
 * @mask: mask of @mark; 0: any mark
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
 * struct gw_forward - a port forward from outside to a server inside
 * @s: the section
 * @uplink_names: names of the uplinks that it is for
 * @uplinks: these uplinks; none: all
 * @address: destination addresses; none: all addresses of the uplink
 * @protocols: protocols; none: any
 * @ports: destination ports; none: any
 * @to: addresses of the server, at most one for each IP family
 * @to_port: port of the server; 0: unchanged
 * @hairpin: inside hosts reach the server by the outside address, too
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

/* the key "fast"; AUTO: the file has none */
enum gw_fast { GW_FAST_AUTO, GW_FAST_NO, GW_FAST_YES };

/**
 * struct gw_config - a gateway's file, and what gw_look() finds about it
 * @file: its path
 * @g: the section [gateway]
 * @device: the nvi device
 * @mark: mark of stage 2
 * @mask: mask of @mark
 * @table: table of stage 1
 * @fast: the key "fast"
 * @fast_on: connections take the fast path
 * @fast_held: qdisc or chain at the device that the fast path bypasses, or ""
 * @fast_refused: why the fast path is not possible, or ""
 * @fast_answer: the kernel's answer to a device with the fast path; 0: not asked yet
 * @fast_reason: the reason it gave
 * @firewall: drop connections from uplinks to inside
 * @uplink: the uplinks, in the order of the file
 * @uplinks: number of uplinks
 * @all: pointers to all of them, in the same order
 * @inside: the inside networks
 * @insides: number of inside networks
 * @policy: the policies
 * @policies: number of policies
 * @forward: the port forwards
 * @forwards: number of port forwards
 * @reflect: the section [reflect]
 * @vrf: the VRFs that inside interfaces are ports of, found by gw_look()
 * @vrfs: number of VRFs
 * @mistakes: number of mistakes reported
 * @daemon: used by the daemon, which logs uplinks that are down itself
 * @checks: used by `nvictl gateway check`
 * @quiet: warnings have been printed before
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
