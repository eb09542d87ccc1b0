// SPDX-License-Identifier: GPL-2.0
/*
 * The way of a connection's other direction, which has one stage.
 *
 * An entry of a flow table needs the routes of both directions, and they meet the router
 * one after the other.  nft's `flow add` works the other direction's route out, with the
 * mark of the packet that it has, as an output route: what it finds need not be the way
 * that replies take.  So the way that a packet with one stage has taken, marks and
 * firewall and all, is noted here, and the next packet of the stage 2 of its connection
 * takes it from here.
 *
 * A note is old when its route is: dst_check() says so when it is taken.  The dsts are the
 * kernel's own, which makes them let go of a device that goes, whoever holds them.
 */
#include <linux/hash.h>
#include <linux/mm.h>
#include <net/dst.h>
#include <net/ip6_fib.h>
#include <net/l3mdev.h>
#include <net/netfilter/nf_conntrack.h>
#include <net/xfrm.h>

#include "fast.h"

#ifdef NVI_HAVE_FAST

/* Connections whose answer is on its way; two that meet in one place wait for another. */
#define NVI_WAY_BITS	10

/*
 * A note.  The tuple of the connection's direction says whose it is: a connection may end,
 * and its memory be another one.
 */
struct nvi_way_slot {
	spinlock_t lock;	/* of the other members */
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

	for (i = 0; i < ARRAY_SIZE(ways->slot); i++)
		dst_release(ways->slot[i].way.dst);
	kvfree(ways);
}

static struct nvi_way_slot *nvi_way_slot(struct nvi_ways *ways,
					 const struct nf_conn *ct)
{
	return &ways->slot[hash_ptr(ct, NVI_WAY_BITS)];
}

/** nvi_dst_cookie() - what dst_check() wants to see again of @dst */
u32 nvi_dst_cookie(const struct dst_entry *dst)
{
#if IS_ENABLED(CONFIG_IPV6)
	if (dst->ops->family == AF_INET6)
		return rt6_get_cookie(dst_rt6_info(dst));
#endif
	return 0;
}

/**
 * nvi_way_is_plain() - can a flow table send packets the way that this one goes?
 * @skb: a packet at the end of POST_ROUTING
 *
 * Not if IPsec has or had to do with it, or a route's own encapsulation, or if it does
 * not leave the router here (a VRF, or one of our devices).
 */
bool nvi_way_is_plain(const struct sk_buff *skb)
{
	const struct dst_entry *dst = skb_dst(skb);

	return !secpath_exists(skb) && !dst_xfrm(dst) && !dst->lwtstate &&
	       !netif_is_l3_master(dst->dev) && !nvi_is_device(dst->dev) &&
	       !(dst->dev->flags & IFF_LOOPBACK);
}

/**
 * nvi_way_note() - note the way that a packet with one stage takes
 * @ways: the notes
 * @ct: its connection
 * @dir: its direction
 * @skb: the packet, with its route, for which nvi_way_is_plain() holds
 * @in: ifindex of the real device that it came in by
 *
 * Context: BH disabled, RCU read side.
 */
void nvi_way_note(struct nvi_ways *ways, const struct nf_conn *ct,
		  enum ip_conntrack_dir dir, const struct sk_buff *skb, int in)
{
	const struct nf_conntrack_tuple *tuple = &ct->tuplehash[dir].tuple;
	struct nvi_way_slot *slot = nvi_way_slot(ways, ct);
	struct dst_entry *dst = skb_dst(skb), *old = NULL;

	spin_lock(&slot->lock);
	if ((slot->way.dst != dst || slot->way.in != in ||
	     !nf_ct_tuple_equal(&slot->tuple, tuple)) && dst_hold_safe(dst)) {
		old = slot->way.dst;
		slot->tuple = *tuple;
		slot->way.dst = dst;
		slot->way.in = in;
		slot->way.cookie = nvi_dst_cookie(dst);
	}
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
 * Context: BH disabled, RCU read side.
 */
bool nvi_way_take(struct nvi_ways *ways, const struct nf_conn *ct,
		  enum ip_conntrack_dir dir, struct nvi_way *way)
{
	const struct nf_conntrack_tuple *tuple = &ct->tuplehash[dir].tuple;
	struct nvi_way_slot *slot = nvi_way_slot(ways, ct);
	bool found;

	spin_lock(&slot->lock);
	found = slot->way.dst && nf_ct_tuple_equal(&slot->tuple, tuple);
	if (found) {
		*way = slot->way;
		slot->way.dst = NULL;
	}
	spin_unlock(&slot->lock);
	if (!found)
		return false;
	if (dst_check(way->dst, way->cookie))
		return true;
	dst_release(way->dst);
	return false;
}

#endif /* NVI_HAVE_FAST */
