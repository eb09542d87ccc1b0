// SPDX-License-Identifier: GPL-2.0
/*
 * The ways through stage 2 of connections that wait for their other direction.
 *
 * An entry of a flow table needs the routes of both directions, and they meet the router
 * one after the other.  nft's `flow add` works the other direction's route out, with the
 * mark of the packet at hand, as an output route: what it finds need not be the way
 * that replies take.  So the way of a packet through stage 2 is noted here, and the next
 * packet of the other direction, which knows its own, takes the note.
 *
 * A note is old when any route has changed since the packet was routed (its epoch), or when
 * its route is not valid any more.
 */
#include <linux/hash.h>
#include <linux/mm.h>
#include <net/dst.h>
#include <net/netfilter/nf_conntrack.h>

#include "fast.h"

#ifdef NVI_HAVE_FAST

/*
 * Room for connections that wait for their first answer: for a tenth of a second of 40,000
 * new ones a second.  One that meets another in its place sends it away, and is noted
 * again by its next packet.  (352 KiB a namespace with a fast path.)
 */
#define NVI_WAY_BITS	12

/*
 * A note.  The tuple of the connection's direction says whose it is: a connection may end,
 * and its memory be another one.
 */
struct nvi_way_slot {
	spinlock_t lock;	/* of the other members */
	const struct nf_conn *ct;
	struct nf_conntrack_tuple tuple;
	struct nvi_way way;
};

struct nvi_ways {
	struct nvi_way_slot slot[1 << NVI_WAY_BITS];
};

/** nvi_ways_alloc() - room for notes, or NULL; may sleep */
struct nvi_ways *nvi_ways_alloc(void)
{
	struct nvi_ways *ways = kvzalloc(sizeof(*ways), GFP_KERNEL_ACCOUNT);
	int i;

	for (i = 0; ways && i < ARRAY_SIZE(ways->slot); i++)
		spin_lock_init(&ways->slot[i].lock);
	return ways;
}

/** nvi_ways_free() - @ways, which no packet can see any more; may sleep */
void nvi_ways_free(struct nvi_ways *ways)
{
	int i;

	if (!ways)
		return;
	for (i = 0; i < ARRAY_SIZE(ways->slot); i++)
		dst_release(ways->slot[i].way.dst);
	kvfree(ways);
}

static struct nvi_way_slot *nvi_way_slot(struct nvi_ways *ways,
					 const struct nf_conn *ct)
{
	return &ways->slot[hash_ptr(ct, NVI_WAY_BITS)];
}

/**
 * nvi_way_note() - note the way of a packet through stage 2
 * @ways: the notes
 * @ct: its connection
 * @dir: its direction
 * @way: the way, without a reference to its route
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_way_note(struct nvi_ways *ways, const struct nf_conn *ct,
		  enum ip_conntrack_dir dir, const struct nvi_way *way)
{
	struct nvi_way_slot *slot = nvi_way_slot(ways, ct);
	struct dst_entry *old;

	if (!dst_hold_safe(way->dst))
		return;
	spin_lock(&slot->lock);
	old = slot->way.dst;
	slot->way = *way;
	slot->tuple = ct->tuplehash[dir].tuple;
	WRITE_ONCE(slot->ct, ct);
	spin_unlock(&slot->lock);
	dst_release(old);
}

/**
 * nvi_way_take() - take the way of a direction, if there is a note
 * @ways: the notes
 * @ct: the connection
 * @dir: the direction
 * @way: gets it, with a reference to its route
 *
 * Most packets that ask have no note: they look at one word.
 *
 * Context: BH disabled, RCU read side.
 */
bool nvi_way_take(struct nvi_ways *ways, const struct nf_conn *ct,
		  enum ip_conntrack_dir dir, struct nvi_way *way)
{
	struct nvi_way_slot *slot = nvi_way_slot(ways, ct);
	bool found;

	if (READ_ONCE(slot->ct) != ct)
		return false;
	spin_lock(&slot->lock);
	found = slot->ct == ct && nf_ct_tuple_equal(&slot->tuple,
						    &ct->tuplehash[dir].tuple);
	if (found) {
		*way = slot->way;
		slot->way.dst = NULL;
		WRITE_ONCE(slot->ct, NULL);
	}
	spin_unlock(&slot->lock);
	return found;
}

#endif /* NVI_HAVE_FAST */
