// SPDX-License-Identifier: GPL-2.0
/*
 * The octets of a probe: an echo request, a datagram, or a SYN with data, which
 * RFC 9293 (3.8.6) allows and conntrack accepts.
 */
#include <arpa/inet.h>
#include <string.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <sys/random.h>
#include <linux/if_ether.h>

#include "base/checksum.h"
#include "base/message.h"
#include "base/parse.h"
#include "kernel/lookup.h"
#include "probe/probe.h"

static size_t put_udp(__u8 *at, const struct packet *p)
{
	struct udphdr *udp = (struct udphdr *)at;

	udp->source = htons(p->sport);
	udp->dest = htons(p->dport);
	udp->len = htons(sizeof(*udp) + PROBE_MAGIC);
	return sizeof(*udp);
}

static size_t put_tcp(__u8 *at, const struct packet *p)
{
	struct tcphdr *tcp = (struct tcphdr *)at;

	tcp->source = htons(p->sport);
	tcp->dest = htons(p->dport);
	tcp->seq = htonl(1);
	tcp->doff = sizeof(*tcp) / 4;
	tcp->syn = 1;
	tcp->window = htons(1024);
	return sizeof(*tcp);
}

static size_t put_echo(__u8 *at, const struct packet *p)
{
	struct icmphdr *icmp = (struct icmphdr *)at;

	/* both versions have the same layout */
	icmp->type = p->proto == IPPROTO_ICMPV6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO;
	icmp->un.echo.id = htons(p->sport);
	icmp->un.echo.sequence = htons(1);
	return sizeof(*icmp);
}

static size_t put_ip(__u8 *at, const struct packet *p, size_t len)
{
	struct iphdr *ip = (struct iphdr *)at;
	struct ip6_hdr *ip6 = (struct ip6_hdr *)at;

	if (p->src.family == AF_INET) {
		ip->version = 4;
		ip->ihl = sizeof(*ip) / 4;
		ip->tos = p->tos;
		ip->tot_len = htons(sizeof(*ip) + len);
		ip->ttl = 64;
		ip->protocol = p->proto;
		memcpy(&ip->saddr, p->src.addr, 4);
		memcpy(&ip->daddr, p->dst.addr, 4);
		ip->check = checksum_fold(checksum_add(0, ip, sizeof(*ip)));
		return sizeof(*ip);
	}
	ip6->ip6_flow = htonl(6U << 28 | p->tos << 20);
	ip6->ip6_plen = htons(len);
	ip6->ip6_nxt = p->proto;
	ip6->ip6_hlim = 64;
	memcpy(&ip6->ip6_src, p->src.addr, 16);
	memcpy(&ip6->ip6_dst, p->dst.addr, 16);
	return sizeof(*ip6);
}

/* The checksum covers the payload and, except in ICMP of IPv4, the addresses. */
static void put_check(__u8 *at, const struct packet *p, size_t len)
{
	int bytes = prefix_bytes(p->src.family);
	size_t where = p->proto == IPPROTO_TCP ? offsetof(struct tcphdr, check) :
		       p->proto == IPPROTO_UDP ? offsetof(struct udphdr, check) :
		       offsetof(struct icmphdr, checksum);
	__u16 check;
	__u32 s = 0;

	if (p->proto != IPPROTO_ICMP) {
		s = checksum_add(s, p->src.addr, bytes);
		s = checksum_add(s, p->dst.addr, bytes) + p->proto + len;
	}
	check = checksum_fold(checksum_add(s, at, len));
	/* RFC 768: 0 means "no checksum" */
	if (!check && p->proto == IPPROTO_UDP)
		check = 0xffff;
	memcpy(at + where, &check, sizeof(check));
}

/**
 * probe_frame() - make the frame of a probe
 * @p: its packet; @p->sport is the id of an echo request
 * @frame: the result
 *
 * Return: 0, or BAD_INPUT after a message
 */
int probe_frame(const struct packet *p, struct frame *frame)
{
	size_t ip = p->src.family == AF_INET ? sizeof(struct iphdr) : sizeof(struct ip6_hdr);
	struct ethhdr *eth = (struct ethhdr *)frame->data;
	__u8 *upper = frame->data + ETH_HLEN + ip;

	memset(frame, 0, sizeof(*frame));
	if (getrandom(frame->magic, sizeof(frame->magic), 0) < 0 ||
	    getrandom(frame->mac, sizeof(frame->mac), 0) < 0)
		return fail("no random numbers for a probe");
	/* unicast, locally administered */
	frame->mac[0] = (frame->mac[0] & 0xfc) | 2;
	switch (p->proto) {
	case IPPROTO_TCP:
		frame->payload = put_tcp(upper, p);
		break;
	case IPPROTO_UDP:
		frame->payload = put_udp(upper, p);
		break;
	case IPPROTO_ICMP:
	case IPPROTO_ICMPV6:
		frame->payload = put_echo(upper, p);
		break;
	default:
		return fail("\"path\": a probe is of \"proto\" tcp, udp or icmp");
	}
	memcpy(upper + frame->payload, frame->magic, PROBE_MAGIC);
	put_ip(frame->data + ETH_HLEN, p, frame->payload + PROBE_MAGIC);
	put_check(upper, p, frame->payload + PROBE_MAGIC);
	memcpy(eth->h_source, frame->mac, ETH_ALEN);
	memcpy(eth->h_dest, p->iif.address, ETH_ALEN);
	eth->h_proto = htons(p->src.family == AF_INET ? ETH_P_IP : ETH_P_IPV6);
	frame->len = ETH_HLEN + ip + frame->payload + PROBE_MAGIC;
	return 0;
}
