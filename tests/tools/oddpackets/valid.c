// SPDX-License-Identifier: GPL-2.0
/*
 * Valid packets of ODD_FLOWS connections through the gateway of the tests. Odd packets are made
 * from them, and they keep the connections alive:
 *
 *   inside   10.0.0.10, .20, fd00:a::10, ::20
 *   outside  192.0.2.2 and 198.51.100.2, 2001:db8:1::2 and 2001:db8:2::2
 *   server   203.0.113.1 and 2001:db8:ff::1
 */
#include <netinet/in.h>

#include "odd.h"

static const char host4[2][4] = { { 10, 0, 0, 10 }, { 10, 0, 0, 20 } };
static const uint8_t public4[2][4] = { { 192, 0, 2, 2 }, { 198, 51, 100, 2 } };
static const uint8_t server4[4] = { 203, 0, 113, 1 };

/* The addresses of a flow: the host's, its translation, the server's */
enum who { HOST, PUBLIC, SERVER };

static void put_address(uint8_t *p, bool v6, enum who who, unsigned int n)
{
	static const uint8_t prefix[3][16] = {
		[HOST]	 = { 0xfd, 0, 0, 0xa },
		[PUBLIC] = { 0x20, 1, 0xd, 0xb8 },
		[SERVER] = { 0x20, 1, 0xd, 0xb8, 0, 0xff },
	};

	if (!v6) {
		memcpy(p, who == HOST ? (const void *)host4[n] :
			  who == PUBLIC ? public4[n] : server4, 4);
		return;
	}
	memcpy(p, prefix[who], 16);
	if (who == PUBLIC)
		p[5] = n + 1;
	p[15] = who == HOST ? n ? 0x20 : 0x10 : who == PUBLIC ? 2 : 1;
}

static void put_sum(uint8_t *p, uint32_t sum, const uint8_t *data,
		    unsigned int len)
{
	for (; len > 1; len -= 2, data += 2)
		sum += get16(data);
	if (len)
		sum += *data << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	put16(p, ~sum);
}

/* IPv4 only; IPv6 has no header checksum. */
void odd_header_checksum(struct odd *o)
{
	uint8_t *ip = odd_ip(o);
	unsigned int len = (ip[0] & 15) * 4;

	if (o->v6 || len < 20 || len > o->len)
		return;
	put16(ip + 10, 0);
	put_sum(ip + 10, 0, ip, len);
}

/* Set the correct lengths in the header. */
void odd_lengths(struct odd *o)
{
	uint8_t *ip = odd_ip(o);

	if (o->v6)
		put16(ip + 4, o->len - 40);
	else
		put16(ip + 2, o->len);
	odd_header_checksum(o);
}

/* Set the checksums of a packet without options and extension headers. */
void odd_checksums(struct odd *o)
{
	static const uint8_t at[256] = {
		[IPPROTO_TCP] = 16, [IPPROTO_UDP] = 6, [IPPROTO_ICMP] = 2,
		[IPPROTO_ICMPV6] = 2,
	};
	uint8_t *ip = odd_ip(o), *l4 = ip + odd_header(o);
	unsigned int protocol = ip[o->v6 ? 6 : 9];
	unsigned int len = o->len - odd_header(o);
	uint32_t sum = 0;
	uint8_t *a;

	odd_lengths(o);
	if (o->len < odd_header(o) + 18 || !at[protocol])
		return;
	put16(l4 + at[protocol], 0);
	if (protocol != IPPROTO_ICMP) {
		sum = protocol + len;
		for (a = ip + (o->v6 ? 8 : 12); a < l4; a += 2)
			sum += get16(a);
	}
	put_sum(l4 + at[protocol], sum, l4, len);
}

/* Insert room into a packet. Return: its offset, or 0 if there is no room */
unsigned int odd_insert(struct odd *o, unsigned int at, unsigned int len)
{
	if (at > o->len || o->len + len > ODD_MAX)
		return 0;
	memmove(odd_ip(o) + at + len, odd_ip(o) + at, o->len - at);
	o->len += len;
	return at;
}

static unsigned int put_tcp(uint8_t *p)
{
	static const uint8_t flags[] = { 0x02, 0x12, 0x10, 0x18, 0x10, 0x11 };

	memset(p + 4, 0, 16);
	put16(p + 6, rnd(4096));
	put16(p + 10, rnd(4096));
	p[12] = 5 << 4;
	p[13] = one_in(64) ? rnd(256) : flags[rnd(sizeof(flags))];
	put16(p + 14, 65535);
	return 20;
}

/* Put ports, or the type and id of an echo; the side that asks sends the request. */
static unsigned int put_l4(uint8_t *p, unsigned int protocol, bool asks,
			   unsigned int flow, unsigned int payload)
{
	put16(p, asks ? 1000 + flow : 80);
	put16(p + 2, asks ? 80 : 1000 + flow);
	memset(p + 4, 0, 8);
	switch (protocol) {
	case IPPROTO_TCP:
		return put_tcp(p);
	case IPPROTO_UDP:
		put16(p + 4, 8 + payload);
		return 8;
	case IPPROTO_ICMP:
		p[0] = asks ? 8 : 0;
		break;
	case IPPROTO_ICMPV6:
		p[0] = asks ? 128 : 129;
		break;
	default:
		p[12] = 0;	/* an SCTP DATA chunk */
		return 12;
	}
	p[1] = 0;
	put16(p + 4, 2000 + flow);
	return 8;
}

/* Put an IP header from @side to the other side. */
static uint8_t *put_ip(struct odd *o, enum odd_side side, unsigned int flow,
		       unsigned int protocol)
{
	unsigned int n = flow >> 3 & 1, alen = o->v6 ? 16 : 4;
	uint8_t *ip = odd_ip(o), *src = ip + (o->v6 ? 8 : 12);
	uint8_t ttl = one_in(16) ? rnd(256) : 64;

	memset(ip, 0, odd_header(o));
	ip[0] = o->v6 ? 0x60 : 0x45;
	if (one_in(8))
		ip[1] = o->v6 ? rnd(16) : rnd(256);
	if (o->v6) {
		ip[6] = protocol;
		ip[7] = ttl;
	} else {
		put16(ip + 4, rnd(65536));
		ip[6] = rnd(2) << 6;	/* DF */
		ip[8] = ttl;
		ip[9] = protocol;
	}
	put_address(src, o->v6, side == ODD_INSIDE ? HOST : SERVER, n);
	put_address(src + alen, o->v6, side == ODD_INSIDE ? SERVER : PUBLIC, n);
	return src + 2 * alen;
}

/**
 * odd_valid() - make a packet of a connection
 * @o: the packet
 * @side: the side that it comes from
 * @flow: the connection: the family, one of four protocols, one of two hosts, and the side that
 *	began it
 * @payload: octets after its last header
 */
void odd_valid(struct odd *o, enum odd_side side, unsigned int flow,
	       unsigned int payload)
{
	static const uint8_t protocols[] = {
		IPPROTO_TCP, IPPROTO_UDP, IPPROTO_ICMP, IPPROTO_SCTP
	};
	unsigned int protocol = protocols[flow >> 1 & 3];
	bool first = side == (flow & 32 ? ODD_OUTSIDE : ODD_INSIDE);
	uint8_t *l4;

	o->front = 0;
	o->use_vnet = false;
	memset(&o->vnet, 0, sizeof(o->vnet));
	o->v6 = flow & 1;
	o->proto = o->v6 ? ETH_P_IPV6 : ETH_P_IP;
	if (o->v6 && protocol == IPPROTO_ICMP)
		protocol = IPPROTO_ICMPV6;
	l4 = put_ip(o, side, flow, protocol);
	o->len = odd_header(o) + put_l4(l4, protocol, first, flow, payload);
	rnd_fill(odd_ip(o) + o->len, payload < 64 ? payload : 64);
	o->len += payload;
	odd_checksums(o);
}
