// SPDX-License-Identifier: GPL-2.0
/*
 * The last step of stage 1.  A device without link-layer addresses has neighbours
 * all the same, one a destination, and their output is dev_queue_xmit(): features,
 * queues, taps, tc.  That costs as much as all of nvi_xmit(), for a device that
 * takes everything as it is, and has no queue.  So what nobody attends to is
 * handed over at once; tcpdump, a qdisc or a filter on the device, or a feature that
 * is switched off, and it is dev_queue_xmit() again, from the next packet on.  The
 * core's tracepoints net:net_dev_* do not see what goes this way; nvi:* do.
 */
#include <linux/if_vlan.h>
#include <net/neighbour.h>
#include <net/sch_generic.h>
#include <net/sock.h>
#include <net/xfrm.h>

#include "nvi.h"
#include "xmit.h"

/*
 * Does a socket of the router's own want something of dev_queue_xmit()? A time stamp,
 * or to look at the packet itself, as TLS does that is left to a network card.
 */
static bool nvi_socket_attends(const struct sk_buff *skb)
{
	const struct sock *sk = skb->sk;

	if (!sk)
		return false;
#ifdef CONFIG_SOCK_VALIDATE_XMIT
	if (sk_fullsock(sk) && sk->sk_validate_xmit_skb)
		return true;
#endif
	return skb_shinfo(skb)->tx_flags;
}

/*
 * What GSO made big stays so, unless the device is set to take less; what is rare
 * (of a virtual machine, in a tunnel, with one IP ID for all) validate_xmit_skb()
 * shall look at.
 */
static bool nvi_stays_whole(const struct sk_buff *skb,
			    const struct net_device *dev)
{
	const struct skb_shared_info *shinfo = skb_shinfo(skb);

	return skb->ip_summed == CHECKSUM_PARTIAL && !skb->encapsulation &&
	       net_gso_ok(NVI_FEATURES & ~NETIF_F_TSO_MANGLEID, shinfo->gso_type) &&
	       skb->len < netif_get_gso_max_size(dev, skb) &&
	       shinfo->gso_segs <= READ_ONCE(dev->gso_max_segs);
}

/* Would dev_queue_xmit() do nothing but hand it over? */
static bool nvi_unattended(const struct sk_buff *skb, struct net_device *dev)
{
	const struct netdev_queue *txq = netdev_get_tx_queue(dev, 0);

	/* while it is down its qdisc is noop, which has an enqueue() */
	return !rcu_dereference_bh(txq->qdisc)->enqueue &&
	       !nvi_compat_has_egress(dev) && !dev_nit_active(dev) &&
	       (dev->features & NVI_FEATURES) == NVI_FEATURES &&
	       (!skb_is_gso(skb) || nvi_stays_whole(skb, dev)) &&
	       !nvi_socket_attends(skb) && !secpath_exists(skb) &&
	       !skb_vlan_tag_present(skb);
}

static noinline int nvi_output_bh(struct sk_buff *skb)
{
	struct net_device *dev = skb->dev;

	if (unlikely(!nvi_is_device(dev) || !nvi_unattended(skb, dev)))
		return dev_queue_xmit(skb);
	nvi_hand_over(skb, dev);
	return NET_XMIT_SUCCESS;
}

/*
 * Whoever forwards has BH disabled, and so had ip_finish_output2() for everybody until
 * commit 09eed1192cec ("neighbour: switch to standard rcu, instead of rcu_bh").
 */
static int nvi_neigh_output(struct neighbour *n, struct sk_buff *skb)
{
	int ret;

	if (likely(in_softirq()))
		return nvi_output_bh(skb);
	rcu_read_lock_bh();
	ret = nvi_output_bh(skb);
	rcu_read_unlock_bh();
	return ret;
}

/**
 * nvi_neigh_construct() - ndo_neigh_construct: how to send to a new neighbour
 * @dev: the nvi device
 * @n: the neighbour
 *
 * No neighbour outlives the device, and no device the module.
 *
 * Return: 0
 */
int nvi_neigh_construct(struct net_device *dev, struct neighbour *n)
{
	WRITE_ONCE(n->output, nvi_neigh_output);
	return 0;
}
