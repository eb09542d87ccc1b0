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
 * The packet is not tracked in stage 2.  So a note is begun at the end of stage 1, where the
 * packet has its connection, and bears the tuple of the other direction: the packet's own,
 * inverted, once it is translated.
 *
 * A note is old when any route has changed since the packet was routed (its epoch), or when
 * its route is not valid any more.
 */
#include <linux/jhash.h>
#include <linux/mm.h>
#include <net/dst.h>
#include <net/netfilter/nf_conntrack.h>

#include "fast.h"

#ifdef NVI_WITH_FAST

/*
 * Room for connections that wait for their first answer: for a tenth of a second of 40,000
 * new ones a second.  One that meets another in its place sends it away, and is noted
 * again by its next packet.  (352 KiB a namespace with a fast path.)
 */
#define NVI_WAY_BITS	12

/**
 * struct nvi_way_slot - a place for a note
 * @lock: of the other members
 * @hash: of @tuple; 0: no note
 * @tuple: of the direction that takes the note
 * @way: the way of the direction that has two stages; without a route until it is seen
 */
struct nvi_way_slot {
	spinlock_t lock;	/* see above */
	u32 hash;
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

static u32 nvi_way_fold(const union nf_inet_addr *addr)
{
	return addr->all[0] ^ addr->all[1] ^ addr->all[2] ^ addr->all[3];
}

/* Connections that are made to meet in one place only wait for longer. */
static u32 nvi_way_hash(const struct nf_conntrack_tuple *tuple)
{
	u32 ports = (__force u32)tuple->src.u.all << 16 |
		    (__force u32)tuple->dst.u.all;

	return jhash_3words(nvi_way_fold(&tuple->src.u3),
			    nvi_way_fold(&tuple->dst.u3), ports, 0) ?: 1;
}

static struct nvi_way_slot *nvi_way_slot(struct nvi_ways *ways, u32 hash)
{
	return &ways->slot[hash >> (32 - NVI_WAY_BITS)];
}

/* @slot is locked */
static bool nvi_way_is(const struct nvi_way_slot *slot, u32 hash,
		       const struct nf_conntrack_tuple *tuple)
{
	return slot->hash == hash && nf_ct_tuple_equal(&slot->tuple, tuple);
}

/**
 * nvi_way_begin() - begin a note
 * @ways: the notes
 * @tuple: of the direction that is to take it
 * @way: what is known of the way: all but its route
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_way_begin(struct nvi_ways *ways, const struct nf_conntrack_tuple *tuple,
		   const struct nvi_way *way)
{
	u32 hash = nvi_way_hash(tuple);
	struct nvi_way_slot *slot = nvi_way_slot(ways, hash);
	struct dst_entry *old;

	spin_lock(&slot->lock);
	old = slot->way.dst;
	slot->way = *way;
	slot->tuple = *tuple;
	WRITE_ONCE(slot->hash, hash);
	spin_unlock(&slot->lock);
	dst_release(old);
}

/**
 * nvi_way_note() - note a route
 * @ways: the notes
 * @tuple: of the direction that is to take it
 * @in: ifindex of the real device that the packet came in by
 * @dst: its route
 * @cookie: of the route, for dst_check()
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_way_note(struct nvi_ways *ways, const struct nf_conntrack_tuple *tuple,
		  int in, struct dst_entry *dst, u32 cookie)
{
	u32 hash = nvi_way_hash(tuple);
	struct nvi_way_slot *slot = nvi_way_slot(ways, hash);

	if (READ_ONCE(slot->hash) != hash)
		return;
	spin_lock(&slot->lock);
	if (nvi_way_is(slot, hash, tuple) && slot->way.in == in &&
	    !slot->way.dst && dst_hold_safe(dst)) {
		slot->way.dst = dst;
		slot->way.cookie = cookie;
	}
	spin_unlock(&slot->lock);
}

/**
 * nvi_way_take() - take a note
 * @ways: the notes
 * @tuple: of the direction that takes it
 * @way: gets the way of the other direction, with a reference to its route
 *
 * Most packets that ask have no note: they look at one word.
 *
 * Context: BH disabled, RCU read side.
 * Return: is there one, with a route?
 */
bool nvi_way_take(struct nvi_ways *ways, const struct nf_conntrack_tuple *tuple,
		  struct nvi_way *way)
{
	u32 hash = nvi_way_hash(tuple);
	struct nvi_way_slot *slot = nvi_way_slot(ways, hash);
	bool found;

	if (READ_ONCE(slot->hash) != hash)
		return false;
	spin_lock(&slot->lock);
	found = nvi_way_is(slot, hash, tuple) && slot->way.dst;
	if (found) {
		*way = slot->way;
		slot->way.dst = NULL;
		WRITE_ONCE(slot->hash, 0);
	}
	spin_unlock(&slot->lock);
	return found;
}

#endif /* NVI_WITH_FAST */
