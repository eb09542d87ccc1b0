// SPDX-License-Identifier: GPL-2.0
/*
 * Forwarding in stage 2 of IPv4.  ip_forward() is not exported.  This does the
 * same for a packet without IP options (input4.c leaves the others to the
 * kernel), but sends no redirects: they would tell a host about an address that
 * it never sent from.
 */
#include <linux/icmp.h>
#include <linux/netfilter_ipv4.h>
#include <net/icmp.h>
#include <net/ip.h>
#include <net/route.h>
#include <net/xfrm.h>

#include "stage2.h"

static bool nvi_too_big4(const struct sk_buff *skb, unsigned int mtu)
{
	if (skb->len <= mtu || !(ip_hdr(skb)->frag_off & htons(IP_DF)))
		return false;
	return !(skb_is_gso(skb) && skb_gso_validate_network_len(skb, mtu));
}

static int nvi_forward4_finish(struct net *net, struct sock *sk,
			       struct sk_buff *skb)
{
	__IP_INC_STATS(net, IPSTATS_MIB_OUTFORWDATAGRAMS);
	skb_clear_tstamp(skb);
	return dst_output(net, sk, skb);
}

/* Return: NVI_NO_DROP, or the reason to drop; an ICMP error has been sent */
static enum nvi_drop nvi_forward4_check(struct net *net, struct sk_buff *skb)
{
	unsigned int mtu;

	if (!xfrm4_policy_check(NULL, XFRM_POLICY_FWD, skb))
		return NVI_DROP_POLICY;
	skb_forward_csum(skb);
	if (ip_hdr(skb)->ttl <= 1) {
		__IP_INC_STATS(net, IPSTATS_MIB_INHDRERRORS);
		icmp_send(skb, ICMP_TIME_EXCEEDED, ICMP_EXC_TTL, 0);
		return NVI_DROP_TTL;
	}
	if (!xfrm4_route_forward(skb))
		return NVI_DROP_POLICY;
	mtu = ip_dst_mtu_maybe_forward(skb_dst(skb), true);
	if (nvi_too_big4(skb, mtu)) {
		IP_INC_STATS(net, IPSTATS_MIB_FRAGFAILS);
		icmp_send(skb, ICMP_DEST_UNREACH, ICMP_FRAG_NEEDED, htonl(mtu));
		return NVI_DROP_TOO_BIG;
	}
	if (skb_cow(skb, LL_RESERVED_SPACE(skb_dst_dev(skb)) +
			 skb_dst(skb)->header_len))
		return NVI_DROP_NO_MEMORY;
	return NVI_NO_DROP;
}

/**
 * nvi_forward4() - forward a packet in stage 2
 * @skb: the packet, with its stage-2 route; consumed
 * @nvi: the nvi device that counts a drop
 *
 * Context: BH disabled, RCU read side.
 * Return: NET_RX_SUCCESS or NET_RX_DROP
 */
int nvi_forward4(struct sk_buff *skb, struct net_device *nvi)
{
	struct net *net = dev_net(skb->dev);
	enum nvi_drop reason;

	reason = nvi_forward4_check(net, skb);
	if (unlikely(reason)) {
		nvi_drop(skb, nvi, reason);
		return NET_RX_DROP;
	}
	IPCB(skb)->flags |= IPSKB_FORWARDED;
	ip_decrease_ttl(ip_hdr(skb));
	if (READ_ONCE(net->ipv4.sysctl_ip_fwd_update_priority))
		skb->priority = rt_tos2priority(ip_hdr(skb)->tos);
	return NF_HOOK(NFPROTO_IPV4, NF_INET_FORWARD, net, NULL, skb, skb->dev,
		       skb_dst_dev(skb), nvi_forward4_finish);
}
