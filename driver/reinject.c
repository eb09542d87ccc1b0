// SPDX-License-Identifier: GPL-2.0
/*
 * Mode reinject: clear the packet's state of stage 1, then let netif_rx() receive
 * it at its real ingress interface.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/ip.h>

#include "fast.h"
#include "ingress.h"
#include "kunit/visible.h"
#include "nvi.h"
#include "scrub.h"
#include "stats.h"
#include "trace.h"

static struct net_device *nvi_ingress_dev(const struct sk_buff *skb,
					  struct net_device *dev,
					  const struct nvi_config *config,
					  u64 *lladdr)
{
	unsigned int ifindex = nvi_ingress(skb, dev, config, lladdr);

	if (ifindex == dev->ifindex)
		return dev;
	return dev_get_by_index_rcu(dev_net(dev), ifindex);
}

/*
 * Increment the TTL or hop limit, which stage 2 is about to decrement.  255 means
 * that no router has decremented it, not even this one in stage 1: the packet is
 * the router's own.  It stays 255, since it would wrap.
 */
VISIBLE_IF_KUNIT void nvi_give_back_hop(struct sk_buff *skb, u8 pf)
{
	if (pf == NFPROTO_IPV4) {
		struct iphdr *iph = ip_hdr(skb);
		__be16 old, new;

		if (iph->ttl == 255)
			return;
		old = *(__be16 *)&iph->ttl;
		iph->ttl++;
		new = *(__be16 *)&iph->ttl;
		csum_replace2(&iph->check, old, new);
	} else if (ipv6_hdr(skb)->hop_limit != 255) {
		ipv6_hdr(skb)->hop_limit++;
	}
}
EXPORT_SYMBOL_IF_KUNIT(nvi_give_back_hop);

/* Write the link-layer header of a packet that arrives at @in. */
static void nvi_set_mac_header(struct sk_buff *skb, const struct net_device *in,
			       u64 lladdr)
{
	struct ethhdr *eth;

	if (in->type == ARPHRD_ETHER || in->type == ARPHRD_LOOPBACK) {
		skb_set_mac_header(skb, -ETH_HLEN);
		eth = eth_hdr(skb);
		ether_addr_copy(eth->h_dest, in->dev_addr);
		nvi_lladdr_put(eth->h_source, lladdr);
		eth->h_proto = skb->protocol;
	} else {
		skb_reset_mac_header(skb);
	}
	skb_reset_mac_len(skb);
}

/*
 * Taps, tc ingress, netfilter ingress and generic XDP of the real ingress have
 * seen the packet in stage 1.  __netif_receive_skb_core() and do_xdp_generic()
 * skip them for a packet with these two flags, as for a packet from an ifb.
 */
static void nvi_skip_taps(struct sk_buff *skb)
{
#ifdef CONFIG_NET_CLS_ACT
	skb->tc_skip_classify = 1;
#endif
	skb_set_redirected(skb, false);
}

/*
 * Re-inject @skb, which is valid and writable.  After this, only the stack drops
 * the packet.
 */
static void nvi_put_back(struct sk_buff *skb, struct net_device *dev,
			 const struct nvi_config *config,
			 struct net_device *in, u64 lladdr, u8 pf)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	const struct nvi_gate *gate = this_cpu_ptr(nvi->gate);
	struct dst_entry *dst;
	unsigned int len = skb->len;

	if (unlikely(config->fast))
		nvi_fast_begin(skb, dev, config, in->ifindex, pf);
	if (nvi_gives_back_hop(skb, config))
		nvi_give_back_hop(skb, pf);
	skb_orphan(skb);
	nvi_scrub(skb);
	skb->mark = (skb->mark & ~config->mask) | config->mark;
	nvi_set_mac_header(skb, in, lladdr);
	if (config->replay == NVI_REPLAY_OFF)
		nvi_skip_taps(skb);

	/* The backlog outlives this RCU section, so the packet needs a reference. */
	dst = pf == NFPROTO_IPV4 ? gate->in4 : gate->in6;
	if (likely(dst)) {
		dst_hold(dst);
		skb_dst_set(skb, dst);
	}
	skb->dev = in;	/* safe without a reference, as in any driver: flush_backlog() */
	trace_nvi_reinject(dev, skb);

	if (likely(netif_rx(skb) == NET_RX_SUCCESS))
		nvi_count_packet(nvi, pf == NFPROTO_IPV4 ? NVI_COUNT_REINJECT4 :
							   NVI_COUNT_REINJECT6,
				 len, true, in == dev);
	else
		nvi_count_drop(dev, NVI_DROP_BACKLOG);	/* netif_rx() has freed the packet */
}

/**
 * nvi_reinject() - start stage 2 of a packet by netif_rx()
 * @skb: a packet with a complete IP header
 * @dev: the nvi device
 * @config: its settings
 * @pf: NFPROTO_IPV4 or NFPROTO_IPV6
 *
 * Context: BH disabled, RCU read side.
 * Return: NVI_NO_DROP if the packet is consumed, else the reason to drop it
 */
enum nvi_drop nvi_reinject(struct sk_buff *skb, struct net_device *dev,
			   const struct nvi_config *config, u8 pf)
{
	u64 lladdr = 0;
	struct net_device *in = nvi_ingress_dev(skb, dev, config, &lladdr);

	if (unlikely(!in))
		return NVI_DROP_NO_INGRESS;
	/* flush_all_backlogs() finds packets that are queued for a deleted device */
	if (unlikely(!netif_running(in)))
		return NVI_DROP_INGRESS_DOWN;
	/* The IP header is changed, and an Ethernet header written in front. */
	if (unlikely(skb_cow_head(skb, ETH_HLEN)))
		return NVI_DROP_NO_MEMORY;
	nvi_put_back(skb, dev, config, in, lladdr, pf);
	return NVI_NO_DROP;
}
