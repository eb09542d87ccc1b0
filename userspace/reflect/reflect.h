/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Reflection of whole addresses, and of marked sockets: a device, a table whose
 * route leads to it, and rules.
 *
 * All that is known about it is in the kernel.  The rules of an IP family are
 *
 *   9000          fwmark DEVICE'S goto 9999    was not reflected: others decide
 *   9001          from 0.0.0.0 goto 9999       has no source yet: no reply
 *   9010 to 9998  SELECTOR table main suppress_prefixlength 0
 *                 SELECTOR table 28159         two for each that was added
 *   9999          nop
 *   19999         fwmark DEVICE'S goto 30000   was not reflected: no stage 1
 *   30000         nop
 *
 * and the table has, if the device refuses what it cannot reflect, another default
 * route that does so when the device is down or gone.
 */
#ifndef _NVICTL_REFLECT_H
#define _NVICTL_REFLECT_H

#include "kernel/link.h"
#include "kernel/owns.h"
#include "kernel/rules.h"

/*
 * TCP tells the other end how large a segment may be by the device that the
 * reply is routed to.  With 65535 no provider's smaller MTU would be respected
 * before an ICMP error came, if it did.
 */
#define REFLECT_MTU 1500
/* of one family, without those of the entries */
#define REFLECT_FRAME 5
/* of an entry */
#define REFLECT_PAIRS 4

/**
 * struct reflect_entry - what is reflected
 * @family: AF_INET or AF_INET6
 * @from: replies from these addresses; AF_UNSPEC: from all
 * @ipproto: of this protocol only
 * @sport: from these ports only
 * @mark: of sockets that bear it only
 * @mask: of @mark; 0: whether they do or not
 * @priority: of its first rule
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
 * struct reflect - reflection as it is
 * @has_dev: @dev is there
 * @ours: and nvictl made it
 * @dev: the device
 * @route: there is one to the device, by IP family (see reflect_families)
 * @our_route: and nvictl made it
 * @guard: there is one that refuses, when the other is gone
 * @our_guard: and nvictl made it
 */
struct reflect {
	bool has_dev;
	bool ours;
	struct link dev;
	bool route[2];
	bool our_route[2];
	bool guard[2];
	bool our_guard[2];
};

extern const int reflect_families[2];

/* rules.c */
int reflect_read(const char *name, struct reflect *r);
unsigned int reflect_count(const struct rules *rules);
int reflect_next(const struct rules *rules, size_t *at, struct reflect_entry *entry);
bool reflect_find(const struct rules *rules, const struct reflect_entry *wanted,
		  struct reflect_entry *found);
unsigned int reflect_frame(int family, const struct link *dev, struct rule *frame);
bool reflect_is_frame(const struct rule *rule);
unsigned int reflect_pairs(const struct reflect_entry *entry, struct rule *pairs);
bool reflect_owns(const struct rule *rule);

/* routes.c */
int reflect_routes_read(struct reflect *r, __u32 *oif);
bool reflect_unguarded(const struct reflect *r, int f);
int reflect_routes_add(const struct reflect *r, int f);
int reflect_routes_del(const struct reflect *r, int f);

#endif /* _NVICTL_REFLECT_H */
