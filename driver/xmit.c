// SPDX-License-Identifier: GPL-2.0
/*
 * The end of stage 1: a packet was routed to the nvi device and has been
 * translated on its way here.  Put it back into the stack at its real ingress
 * interface, as a packet without a past.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <net/dst.h>
#include <net/ip.h>
#include <net/netfilter/nf_conntrack.h>

#include "nvi.h"
#include "trace.h"

/* Is there a whole IP header, of the family that skb->protocol says? */
static enum nvi_count nvi_check(struct sk_buff *skb)
{
	switch (skb->protocol) {
	case htons(ETH_P_IP):
		if (!pskb_network_may_pull(skb, sizeof(struct iphdr)) ||
		    ip_hdr(skb)->version != 4)
			return NVI_DROP_MALFORMED;
		return NVI_REINJECT4;
	case htons(ETH_P_IPV6):
		if (!pskb_network_may_pull(skb, sizeof(struct ipv6hdr)) ||
		    ipv6_hdr(skb)->version != 6)
			return NVI_DROP_MALFORMED;
		return NVI_REINJECT6;
	default:
		return NVI_DROP_NOT_IP;
	}
}

/*
 * Where did it come in?  A packet with a socket is the router's own: its
 * connection may well know an ingress (an ICMP error about somebody else's
 * packet, say), but this packet did not come in by it.  Without a record
 * (flowtable, notrack, a connection older than the device) skb_iif knows.
 */
static struct net_device *nvi_ingress(const struct sk_buff *skb,
				      struct net_device *dev, u8 *lladdr)
{
	unsigned int ifindex;

	if (skb->sk)
		return dev;
	ifindex = nvi_record_ingress(skb, lladdr) ?: skb->skb_iif;
	if (!ifindex || ifindex == dev->ifindex)
		return dev;
	return dev_get_by_index_rcu(dev_net(dev), ifindex);
}

/*
 * One box is one hop: give back what stage 2 is about to take.  It can only
 * have been 255 if no router took anything, not even this one in stage 1 (the
 * packet is its own); then it stays, or it would wrap.  An untracked packet
 * gets nothing: if somebody builds a loop that the check in stage 2 does not
 * see, the TTL ends it, as RFC 791 has it.
 */
static void nvi_give_back_hop(struct sk_buff *skb, enum nvi_count family)
{
	if (family == NVI_REINJECT4) {
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

/* The link-layer header that the packet would have had, coming in by @in. */
static void nvi_set_mac_header(struct sk_buff *skb, const struct net_device *in,
			       const u8 *lladdr)
{
	struct ethhdr *eth;

	if (in->type == ARPHRD_ETHER || in->type == ARPHRD_LOOPBACK) {
		eth = skb_push(skb, ETH_HLEN);
		ether_addr_copy(eth->h_dest, in->dev_addr);
		ether_addr_copy(eth->h_source, lladdr);
		eth->h_proto = skb->protocol;
		skb_reset_mac_header(skb);
		skb_pull(skb, ETH_HLEN);
	} else {
		skb_reset_mac_header(skb);
	}
	skb_reset_mac_len(skb);
}

/* Forget what stage 1 knew of the packet, but keep what the user would miss. */
static void nvi_scrub(struct sk_buff *skb)
{
	skb_orphan(skb);
	skb_dst_drop(skb);
	skb_clear_tstamp(skb);
	skb_forward_csum(skb);
	skb->ignore_df = 0;
#ifdef CONFIG_NET_SWITCHDEV
	skb->offload_fwd_mark = 0;
	skb->offload_l3_fwd_mark = 0;
#endif
#if IS_ENABLED(CONFIG_BRIDGE_NETFILTER)
	skb_ext_del(skb, SKB_EXT_BRIDGE_NF);
#endif
	nf_reset_ct(skb);
	nf_ct_set(skb, NULL, IP_CT_UNTRACKED);
	skb->pkt_type = PACKET_HOST;
}

/*
 * Taps, tc ingress, netfilter ingress and generic XDP of the real ingress have
 * seen the packet once; __netif_receive_skb_core() and do_xdp_generic() skip
 * them for a packet with these two, as they do for one that comes from an ifb.
 */
static void nvi_skip_taps(struct sk_buff *skb)
{
#ifdef CONFIG_NET_CLS_ACT
	skb->tc_skip_classify = 1;
#endif
	skb_set_redirected(skb, false);
}

static void nvi_count_reinjected(struct nvi_dev *nvi, enum nvi_count family,
				 unsigned int len, bool self)
{
	struct nvi_stats *stats = this_cpu_ptr(nvi->stats);

	u64_stats_update_begin(&stats->syncp);
	u64_stats_inc(&stats->tx_packets);
	u64_stats_add(&stats->tx_bytes, len);
	if (self) {
		u64_stats_inc(&stats->rx_packets);
		u64_stats_add(&stats->rx_bytes, len);
	}
	u64_stats_inc(&stats->count[family]);
	u64_stats_update_end(&stats->syncp);
}

/* @skb is checked and writable; from here on it is only the stack's to drop. */
static void nvi_reinject(struct sk_buff *skb, struct net_device *dev,
			 const struct nvi_config *config,
			 struct net_device *in, const u8 *lladdr,
			 enum nvi_count family)
{
	struct nvi_dev *nvi = netdev_priv(dev);
	const struct nvi_gate *gate = this_cpu_ptr(nvi->gate);
	struct dst_entry *dst;
	unsigned int len = skb->len;

	if (config->hops == NVI_HOPS_ONE &&
	    skb_get_nfct(skb) != IP_CT_UNTRACKED)
		nvi_give_back_hop(skb, family);
	nvi_scrub(skb);
	skb->mark = (skb->mark & ~config->mask) | config->mark;
	nvi_set_mac_header(skb, in, lladdr);
	if (config->replay == NVI_REPLAY_OFF)
		nvi_skip_taps(skb);

	/* The backlog outlives this RCU section, so: a reference. */
	dst = family == NVI_REINJECT4 ? gate->in4 : gate->in6;
	if (likely(dst)) {
		dst_hold(dst);
		skb_dst_set(skb, dst);
	}
	skb->dev = in;	/* as safe as in any driver: see flush_backlog() */
	trace_nvi_reinject(dev, skb);

	if (likely(netif_rx(skb) == NET_RX_SUCCESS))
		nvi_count_reinjected(nvi, family, len, in == dev);
	else
		nvi_count(dev, NVI_DROP_BACKLOG);	/* it freed the packet */
}

/**
 * nvi_xmit() - ndo_start_xmit: from stage 1 to stage 2
 * @skb: a packet that was routed to the device
 * @dev: the nvi device
 *
 * Context: BH disabled, RCU read side.
 * Return: NETDEV_TX_OK; the packet has gone one way or another
 */
netdev_tx_t nvi_xmit(struct sk_buff *skb, struct net_device *dev)
{
	const struct nvi_dev *nvi = netdev_priv(dev);
	const struct nvi_config *config = rcu_dereference_bh(nvi->config);
	enum nvi_count family, reason;
	struct net_device *in = dev;
	u8 lladdr[ETH_ALEN] = {};

	family = nvi_check(skb);
	if (unlikely(family >= NVI_DROP_FIRST)) {
		reason = family;
		goto drop;
	}
	if (config->ingress == NVI_INGRESS_REAL)
		in = nvi_ingress(skb, dev, lladdr);
	if (unlikely(!in)) {
		reason = NVI_DROP_NO_INGRESS;
		goto drop;
	}
	/* flush_all_backlogs() finds what is queued for a device that goes */
	if (unlikely(!netif_running(in))) {
		reason = NVI_DROP_INGRESS_DOWN;
		goto drop;
	}
	/* Its header will be written to, and one be put in front of it. */
	if (unlikely(skb_cow_head(skb, ETH_HLEN))) {
		reason = NVI_DROP_NO_MEMORY;
		goto drop;
	}
	nvi_reinject(skb, dev, config, in, lladdr, family);
	return NETDEV_TX_OK;

drop:
	nvi_drop(skb, dev, reason);
	return NETDEV_TX_OK;
}
