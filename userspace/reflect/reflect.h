/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reflection: an nvi device of mode reflect, a routing table whose default route
 * leads to it, and rules that lead replies to that table.
 *
 * There are two owners, `nvictl reflect` and `nvictl gateway`.  Both have the same
 * device and the same routes.  They differ in what tells a reply from other packets:
 *
 * `nvictl reflect` has rules only, which match the source of a packet.  Packets that
 * are no replies match, too; the device gives them its mark, and a frame of rules
 * takes packets with that mark past the entries.  The rules of an IP family:
 *
 *   9000          fwmark DEVICE'S goto 9999    was not reflected
 *   9001          from 0.0.0.0 goto 9999       IPv4: a socket without a source
 *   9010 to 9998  SELECTOR table main suppress_prefixlength 0
 *                 SELECTOR table 28159         two for each entry
 *   9999          nop
 *   19999         fwmark DEVICE'S goto 30000   was not reflected: no stage 1
 *   30000         nop
 *
 * `nvictl gateway` has a table of nftables, which marks replies.  Only replies match
 * its one entry, and the device's mark replaces theirs, so there is no frame; table
 * main has a rule of its own in front.  The rule of an IP family:
 *
 *   8008          fwmark REPLIES' table 27999
 *
 * In both, the table has a second default route, unreachable, if the device refuses
 * what it cannot reflect: it refuses packets while the device is down or gone.
 *
 * The kernel holds all state.
 */
#ifndef _NVICTL_REFLECT_H
#define _NVICTL_REFLECT_H

#include "kernel/link.h"
#include "kernel/owns.h"
#include "kernel/route.h"
#include "kernel/rules.h"

/*
 * A TCP socket announces a maximum segment size that fits the MTU of the device that
 * its replies are routed to.  With the driver's 65535, only ICMP errors would tell
 * the other end the smaller MTU of a provider.
 */
#define REFLECT_MTU 1500
/* the most rules in the frame of a family, and of an entry */
#define REFLECT_FRAME 5
#define REFLECT_ENTRY_RULES 4

/* the routes of a family, in the order in which they are added */
enum reflect_route { REFLECT_UNREACHABLE, REFLECT_DEFAULT, REFLECT_ROUTES };

/**
 * struct reflect_owner - who added devices, routes and rules
 * @name: the command, and the alias of a device that the command created
 * @table: the routing table, unless the administrator gives another one
 * @fixed_table: it is always @table
 * @metric: of the route to the device; 0: the kernel's default
 * @unreachable_metric: of the unreachable route, behind the other one
 * @entry_first: the lowest priority of an entry
 * @entry_last: the highest
 * @only_replies: the selectors of entries match nothing but replies
 */
struct reflect_owner {
	const char *name;
	__u32 table;
	bool fixed_table;
	__u32 metric;
	__u32 unreachable_metric;
	__u32 entry_first;
	__u32 entry_last;
	bool only_replies;
};

extern const struct reflect_owner reflect_command, reflect_gateway;

/**
 * struct reflection - the device and the routes, as they are or shall be
 * @owner: who adds them
 * @table: the routing table
 * @dev: the device; its index is 0 before it exists
 */
struct reflection {
	const struct reflect_owner *owner;
	__u32 table;
	struct link dev;
};

/**
 * struct reflect_entry - a selector of replies
 * @family: AF_INET or AF_INET6
 * @from: source; AF_UNSPEC: any
 * @ipproto: protocol; 0: any
 * @sport: source ports; @end is 0: any
 * @mark: the packet's mark
 * @mask: of @mark; 0: any mark
 * @priority: of the first rule
 */
struct reflect_entry {
	int family;
	struct prefix from;
	__u8 ipproto;
	struct range sport;
	__u32 mark;
	__u32 mask;
	__u32 priority;
};

/**
 * struct reflect_state - reflection as it is in the kernel
 * @r: table and device
 * @has_dev: @r.dev exists
 * @ours: @r.dev was created by the owner
 * @route: there is such a route, by index in reflect_families
 * @our_route: the owner added one
 */
struct reflect_state {
	struct reflection r;
	bool has_dev;
	bool ours;
	bool route[2][REFLECT_ROUTES];
	bool our_route[2][REFLECT_ROUTES];
};

extern const int reflect_families[2];

/* device.c */
void reflect_init(struct reflection *r, const struct reflect_owner *owner);

/* routes.c */
bool reflect_wants_route(const struct reflection *r, enum reflect_route kind);
void reflect_route(const struct reflection *r, int family, enum reflect_route kind,
		   struct route *route);
int reflect_routes_read(struct reflect_state *s, __u32 *oif);
bool reflect_routes_complete(const struct reflect_state *s, int f);

/* rules.c */
unsigned int reflect_frame(const struct reflection *r, int family, struct rule *frame);
bool reflect_is_frame(const struct rule *rule);
unsigned int reflect_entry_rules(const struct reflection *r, const struct reflect_entry *entry,
				 struct rule *rules);
bool reflect_is_entry(const struct reflect_owner *owner, const struct rule *rule);
bool reflect_owns(const struct rule *rule);

/* entries.c */
int reflect_next(const struct reflect_owner *owner, const struct rules *rules, size_t *at,
		 struct reflect_entry *entry);
unsigned int reflect_count(const struct reflect_owner *owner, const struct rules *rules);
bool reflect_find(const struct reflect_owner *owner, const struct rules *rules,
		  const struct reflect_entry *wanted, struct reflect_entry *found);
int reflect_table(const struct reflect_owner *owner, __u32 *table);

/* state.c */
int reflect_read(const struct reflect_owner *owner, const char *name, struct reflect_state *s);

#endif /* _NVICTL_REFLECT_H */
