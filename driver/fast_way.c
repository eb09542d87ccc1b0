// SPDX-License-Identifier: GPL-2.0
/*
 * Notes of paths through stage 2, for connections whose other direction has not
 * been seen.
 *
 * An entry of a flow table needs the routes of both directions, and no packet has
 * both.  nft's `flow add` computes the route of the other direction with the mark
 * of the present packet, as an output route, which need not be the route of the
 * replies.  So the path of a packet through stage 2 is noted here, and the next
 * packet of the other direction, which has its own route, takes the note.
 *
 * The packet is not tracked in stage 2.  So a note is begun at the end of stage 1,
 * where the packet has its connection.  Its key is the tuple of the other
 * direction, that is, the translated packet's own tuple, inverted.
 *
 * A note is invalid if any route has changed since the packet was routed (its
 * epoch), or if its route is not valid any more.
 */
#include <linux/jhash.h>
#include <linux/mm.h>
#include <net/dst.h>
#include <net/netfilter/nf_conntrack.h>

#include "fast.h"

#ifdef NVI_WITH_FAST

/*
 * Room for the connections that wait for a first reply: 0.1 s of 40,000 new
 * connections a second.  A note replaces another one in its place; that
 * connection's next packet is noted again.  352 KiB a namespace with a fast path.
 */
#define NVI_WAY_BITS	12

/**
 * struct nvi_way_slot - a place for a note
 * @lock: protects the other members
 * @hash: of @tuple; 0: no note
 * @tuple: of the direction that takes the note
 * @way: path of the direction with two stages; @way.dst is NULL until it is known
 */
struct nvi_way_slot {
	spinlock_t lock;	/* see above */
	u32 hash;
	struct nf_conntrack_tuple tuple;
	struct nvi_way way;
};

/**
 * struct nvi_ways - the notes of a namespace
 * @slot: places, indexed by the top bits of the hash
 */
struct nvi_ways {
	struct nvi_way_slot slot[1 << NVI_WAY_BITS];
};

/**
 * nvi_ways_alloc() - allocate an empty store of notes
 *
 * Context: may sleep.
 * Return: the store, or NULL
 */
struct nvi_ways *nvi_ways_alloc(void)
{
	struct nvi_ways *ways = kvzalloc(sizeof(*ways), GFP_KERNEL_ACCOUNT);
	int i;

	for (i = 0; ways && i < ARRAY_SIZE(ways->slot); i++)
		spin_lock_init(&ways->slot[i].lock);
	return ways;
}

/**
 * nvi_ways_free() - free a store of notes
 * @ways: the store, which no packet can see any more, or NULL
 *
 * Context: may sleep.
 */
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

/*
 * The hash has no secret: crafted collisions only delay the fast path of the
 * connections concerned.
 */
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

/* True if @slot holds the note of @tuple.  @slot->lock is held. */
static bool nvi_way_matches(const struct nvi_way_slot *slot, u32 hash,
			    const struct nf_conntrack_tuple *tuple)
{
	return slot->hash == hash && nf_ct_tuple_equal(&slot->tuple, tuple);
}

/**
 * nvi_way_begin() - begin a note
 * @ways: the store
 * @tuple: of the direction that is to take the note
 * @way: the path, without its route
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
 * nvi_way_note() - add the route to a note
 * @ways: the store
 * @tuple: of the direction that is to take the note
 * @in: ifindex of the real device that the packet arrived at
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
	if (nvi_way_matches(slot, hash, tuple) && slot->way.in == in &&
	    !slot->way.dst && dst_hold_safe(dst)) {
		slot->way.dst = dst;
		slot->way.cookie = cookie;
	}
	spin_unlock(&slot->lock);
}

/**
 * nvi_way_take() - take a note out of the store
 * @ways: the store
 * @tuple: of the direction that takes the note
 * @way: gets the path of the other direction, with a reference to its route
 *
 * Most packets find no note; they read one word.
 *
 * Context: BH disabled, RCU read side.
 * Return: true if there was a complete note
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
	found = nvi_way_matches(slot, hash, tuple) && slot->way.dst;
	if (found) {
		*way = slot->way;
		slot->way.dst = NULL;
		WRITE_ONCE(slot->hash, 0);
	}
	spin_unlock(&slot->lock);
	return found;
}

#endif /* NVI_WITH_FAST */
