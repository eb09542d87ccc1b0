// SPDX-License-Identifier: GPL-2.0
/*
 * A routing decision, as the kernel makes it: rule by rule, each with its table
 * (fib_rules_lookup() in net/core/fib_rules.c).  If a rule matches a field of the
 * packet that is not given, the decision is unknown.
 */
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "base/names.h"
#include "base/parse.h"
#include "kernel/link.h"
#include "kernel/lookup.h"
#include "kernel/rules.h"
#include "cmd/path/path.h"

enum match { NO, YES, UNKNOWN };

static bool has_ports(__u8 proto)
{
	return proto == IPPROTO_TCP || proto == IPPROTO_UDP || proto == IPPROTO_SCTP ||
	       proto == IPPROTO_DCCP || proto == IPPROTO_UDPLITE;
}

static enum match match_port(const struct range *range, const struct packet *p, __u32 port)
{
	if (!range->end)
		return YES;
	if (p->proto && !has_ports(p->proto))
		return NO;
	if (!p->proto || !port)
		return UNKNOWN;
	return port >= range->start && port <= range->end ? YES : NO;
}

static enum match match_proto(const struct rule *r, const struct packet *p)
{
	if (!r->ipproto)
		return YES;
	if (!p->proto)
		return UNKNOWN;
	return r->ipproto == p->proto ? YES : NO;
}

/* Match the selectors whose fields are always known of a packet that arrives. */
static bool match_known(const struct rule *r, const struct packet *p)
{
	return (!r->from.len || prefix_has(&r->from, &p->src)) &&
	       (!r->to.len || prefix_has(&r->to, &p->dst)) &&
	       (!*r->iif || !strcmp(r->iif, p->iif.name)) &&
	       !*r->oif &&	/* matches bound sockets only */
	       !((r->mark ^ p->mark) & r->mask) &&
	       (!r->tos || r->tos == p->tos) &&
	       !r->tun_id &&
	       /* a packet without a socket has uid 0 */
	       (!r->has_uid || r->uid.start == 0) &&
	       (!r->l3mdev || p->iif.master);
}

static enum match match_rule(const struct rule *r, const struct packet *p)
{
	enum match parts[4] = {
		match_proto(r, p),
		match_port(&r->sport, p, p->sport),
		match_port(&r->dport, p, p->dport),
		/* nvictl cannot evaluate these */
		r->foreign || r->l3mdev || r->has_suppress_group ? UNKNOWN : YES,
	};
	enum match all = match_known(r, p) ? YES : NO;
	size_t i;

	for (i = 0; all != NO && i < ARRAY_SIZE(parts); i++)
		if (parts[i] != YES)
			all = parts[i];
	if (r->invert && all != UNKNOWN)
		return all == YES ? NO : YES;
	return all;
}

static void say_unknown(const struct rule *r, const struct packet *p, struct decision *d)
{
	const char *need = r->ipproto && !p->proto ? "the protocol; give \"proto\"" :
			   (r->sport.end || r->dport.end) && !p->proto ?
			   "ports; give \"proto\", \"sport\" and \"dport\"" :
			   r->sport.end && !p->sport ? "the source port; give \"sport\"" :
			   r->dport.end && !p->dport ? "the destination port; give \"dport\"" :
			   "a field unknown to nvictl";

	d->verdict = VERDICT_UNKNOWN;
	snprintf(d->why, sizeof(d->why), "the rule with priority %u matches %s",
		 r->priority, need);
}

static int find_out(struct decision *d)
{
	char name[NAME_SIZE];

	if (!d->route.count || !d->route.nh[0].oif)
		return 0;
	return link_get(device_name(d->route.nh[0].oif, name), &d->out);
}

/* Return: 1 if the rule decides, 0 if the next rule is next, less after a message */
static int ask_table(const struct rule *r, const struct packet *p, struct decision *d)
{
	bool found;
	int err = table_lookup(p, r->table, &d->route, &found);

	if (err)
		return err;
	if (!found || d->route.type == RTN_THROW)
		return 0;
	switch (d->route.type) {
	case RTN_BLACKHOLE:
	case RTN_UNREACHABLE:
	case RTN_PROHIBIT:
		d->verdict = VERDICT_REJECT;
		break;
	default:
		if (r->has_suppress && d->route.dst.len <= r->suppress_len)
			return 0;
		d->verdict = d->route.type == RTN_UNICAST ? VERDICT_FORWARD : VERDICT_LOCAL;
	}
	d->has_route = true;
	err = find_out(d);
	return err ? err : 1;
}

/* Return: as ask_table() */
static int ask_rule(const struct rule *r, const struct packet *p, struct decision *d)
{
	switch (r->action) {
	case FR_ACT_TO_TBL:
		return ask_table(r, p, d);
	case FR_ACT_BLACKHOLE:
	case FR_ACT_UNREACHABLE:
	case FR_ACT_PROHIBIT:
		d->verdict = VERDICT_REJECT;
		return 1;
	}
	return 0;
}

/* The kernel jumps to the first rule of exactly that priority, or else continues. */
static size_t jump(const struct rules *rules, size_t i)
{
	size_t to;

	for (to = i + 1; to < rules->count; to++)
		if (rules->rule[to].priority == rules->rule[i].target)
			return to;
	return i + 1;
}

/**
 * decide() - find the rule and the route of a packet
 * @p: the packet
 * @d: the decision
 *
 * Return: 0, or less after a message
 */
int decide(const struct packet *p, struct decision *d)
{
	const struct rules *rules = rules_get(p->dst.family);
	size_t i, next;
	int done = 0;

	memset(d, 0, sizeof(*d));
	if (!rules)
		return REFUSED;
	for (i = 0; !done && i < rules->count; i = next) {
		const struct rule *r = &rules->rule[i];
		enum match match = match_rule(r, p);

		next = i + 1;
		if (match == NO)
			continue;
		d->rule = *r;
		if (match == UNKNOWN) {
			say_unknown(r, p, d);
			d->has_rule = true;
			return 0;
		}
		if (r->action == FR_ACT_GOTO)
			next = jump(rules, i);
		else
			done = ask_rule(r, p, d);
	}
	if (done < 0)
		return done;
	d->has_rule = done;
	if (!done)
		d->verdict = VERDICT_NO_ROUTE;
	return 0;
}
