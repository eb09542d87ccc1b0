// SPDX-License-Identifier: GPL-2.0
/*
 * The translation of a packet by NAT, from conntrack's connections.  Rules of NAT are
 * not read: their effect depends on more than the packet.
 */
#include <string.h>

#include "base/parse.h"
#include "kernel/flow.h"
#include "kernel/lookup.h"
#include "cmd/path/path.h"

struct search {
	const struct packet *packet;
	struct nat *nat;
	unsigned int different;
};

static bool same_packet(const struct flow *f, const struct packet *p)
{
	return prefix_has(&p->src, &f->original.src) && prefix_has(&p->dst, &f->original.dst) &&
	       (!p->proto || p->proto == f->proto) &&
	       (!p->sport || (f->has_ports && p->sport == f->original.sport)) &&
	       (!p->dport || (f->has_ports && p->dport == f->original.dport)) &&
	       (!f->record.original || f->record.original == p->iif.ifindex);
}

static bool same_addrs(const struct tuple *a, const struct tuple *b)
{
	return !memcmp(a->src.addr, b->src.addr, sizeof(a->src.addr)) &&
	       !memcmp(a->dst.addr, b->dst.addr, sizeof(a->dst.addr));
}

static int look_at(const struct flow *f, void *arg)
{
	struct search *s = arg;

	if (!same_packet(f, s->packet))
		return 0;
	if (!s->nat->seen++)
		s->nat->translated = f->translated;
	else if (!same_addrs(&s->nat->translated, &f->translated))
		s->different++;
	return 0;
}

static void take_given(const struct packet *p, const struct prefix *as, struct nat *nat)
{
	nat->source = NAT_GIVEN;
	nat->translated.src = *as;
	nat->translated.dst = p->dst;
	nat->translated.sport = 0;
	nat->translated.dport = p->dport;
}

/**
 * nat_find() - find the translation of a packet
 * @p: the packet, on its way to an nvi device
 * @as: its translated source, if that is given; else family AF_UNSPEC
 * @nat: the result
 *
 * Return: 0, or REFUSED after a message
 */
int nat_find(const struct packet *p, const struct prefix *as, struct nat *nat)
{
	struct search search = { p, nat, 0 };
	int err;

	memset(nat, 0, sizeof(*nat));
	if (as->family) {
		take_given(p, as, nat);
		return 0;
	}
	err = flows_each(p->src.family, look_at, &search);
	if (err)
		return err;
	if (!nat->seen)
		snprintf(nat->why, sizeof(nat->why),
			 "conntrack has no such connection; give \"as ADDRESS\", or send a packet first");
	else if (search.different)
		snprintf(nat->why, sizeof(nat->why),
			 "%u similar connections are translated differently; give more of the packet, or \"as ADDRESS\"",
			 nat->seen);
	else
		nat->source = nat->seen == 1 && p->proto && p->sport && p->dport ?
			      NAT_CONNECTION : NAT_LIKE;
	return 0;
}
