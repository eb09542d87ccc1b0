// SPDX-License-Identifier: GPL-2.0
/* Fragments, chains of headers, and packets inside packets */
#include <netinet/in.h>

#include "odd.h"

/* Return: a payload size: mostly small, sometimes a special one */
unsigned int rnd_size(void)
{
	switch (rnd(8)) {
	case 0: return 0;
	case 1: return 1400;
	case 2: return rnd(1400);
	default: return rnd(64);
	}
}

/* Reduce a packet to its fragment of @len octets at offset @at. */
static void cut(struct odd *o, unsigned int at, unsigned int len, bool more,
		uint32_t id)
{
	unsigned int h = odd_header(o);
	uint8_t *ip = odd_ip(o);

	memmove(ip + h, ip + h + at, len);
	o->len = h + len;
	if (!o->v6) {
		put16(ip + 4, id);
		put16(ip + 6, more << 13 | at / 8);
		odd_lengths(o);
		return;
	}
	odd_insert(o, h, 8);
	ip[h] = ip[6];
	ip[h + 1] = 0;
	ip[6] = IPPROTO_FRAGMENT;
	put16(ip + h + 2, at | more);
	put16(ip + h + 4, id >> 16);
	put16(ip + h + 6, id);
	odd_lengths(o);
}

/*
 * Two fragments of a packet, one per call, in either order. In one packet of two, they overlap or
 * leave a gap.
 */
void odd_fragment(struct odd *o, enum odd_side side)
{
	static struct odd other[2];
	static bool waits[2];
	unsigned int total, at, first;

	if (waits[side]) {
		*o = other[side];
		waits[side] = false;
		return;
	}
	odd_valid(o, side, rnd(ODD_FLOWS), 16 + rnd(1400));
	other[side] = *o;
	total = o->len - odd_header(o);
	at = 8 * (1 + rnd(total / 8));
	if (at >= total)
		at = 8;
	first = at;
	if (one_in(4))
		at += 8 * (rnd(5) - 2);
	if (at >= total)
		at = first;
	total -= at;
	if (one_in(2)) {
		cut(o, at, total, one_in(8), 77);
		cut(&other[side], 0, first, !one_in(8), 77);
	} else {
		cut(o, 0, first, !one_in(8), 77);
		cut(&other[side], at, total, one_in(8), 77);
	}
	waits[side] = !one_in(8);
}

static unsigned int extension_length(uint8_t type)
{
	switch (type) {
	case IPPROTO_FRAGMENT: return 8;
	case IPPROTO_AH: return 4 * (2 + 1 + rnd(6));
	default: return 8 * (1 + rnd(4));
	}
}

static void put_extension(uint8_t *p, uint8_t type, unsigned int len, uint8_t next)
{
	rnd_fill(p, len);
	p[0] = next;
	p[1] = type == IPPROTO_AH ? len / 4 - 2 :
	       type == IPPROTO_FRAGMENT ? 0 : len / 8 - 1;
	if (type == IPPROTO_ROUTING)
		p[2] = (uint8_t[]){ 0, 2, 3, 4, 5 }[rnd(5)];
	else if (type == IPPROTO_FRAGMENT && one_in(2))
		put16(p + 2, 0);
	else if ((type == IPPROTO_HOPOPTS || type == IPPROTO_DSTOPTS) && !one_in(4))
		/* skippable options, of random lengths, or padding */
		memcpy(p + 2, (uint8_t[]){ one_in(2) ? 1 : 0x1e, len - 4 }, 2);
	if (one_in(16))
		p[1] = rnd(256);
}

/* IPv6: one to eight extension headers. IPv4: AH, or nested IPIP. */
void odd_extension(struct odd *o, enum odd_side side)
{
	static const uint8_t types[] = {
		IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_FRAGMENT, IPPROTO_AH,
		IPPROTO_DSTOPTS, 135, 139, 253,
	};
	unsigned int n = 1 + rnd(8), len;
	uint8_t *ip = odd_ip(o), *next, copy[40], type;

	odd_valid(o, side, rnd(ODD_FLOWS), rnd_size());
	next = ip + (o->v6 ? 6 : 9);
	memcpy(copy, ip, odd_header(o));
	while (n--) {
		type = !o->v6 ? one_in(2) ? IPPROTO_AH : IPPROTO_IPIP :
		       one_in(16) ? IPPROTO_NONE : types[rnd(n ? 5 : 8)];
		if (!n && one_in(2))
			type = o->v6 ? IPPROTO_HOPOPTS : IPPROTO_IPIP;
		len = type == IPPROTO_IPIP ? 20 : extension_length(type);
		odd_insert(o, odd_header(o), len);
		if (type == IPPROTO_IPIP)
			memcpy(ip + 20, copy, 20);
		else
			put_extension(ip + odd_header(o), type, len, *next);
		*next = type;
	}
	odd_lengths(o);
}

/* Make an ICMP error about @o, which contains @o */
static void about(struct odd *o, enum odd_side side)
{
	static const uint8_t t4[] = { 3, 3, 4, 5, 11, 12 }, t6[] = { 1, 2, 3, 4, 137 };
	unsigned int h = odd_header(o) + 8, flow = rnd(ODD_FLOWS) >> 1 << 1 | o->v6;
	struct odd outer;
	uint8_t *p = outer.room + ODD_FRONT;

	odd_valid(&outer, side, (flow & ~6) | 4, 0);	/* an echo */
	if (o->len > (one_in(8) ? 9000 : 1200))
		o->len = 1200;
	if (one_in(2))	/* truncated, as routers do */
		o->len = o->len > 28 ? 28 + rnd(o->len - 28) : o->len;
	odd_insert(o, 0, h);
	memcpy(odd_ip(o), p, h);
	p = odd_ip(o);
	rnd_fill(p + (o->v6 ? 20 : 15), 1);	/* the last octet of the source */
	p[h - 8] = one_in(8) ? rnd(256) : o->v6 ? t6[rnd(5)] : t4[rnd(6)];
	p[h - 7] = one_in(2) ? rnd(16) : o->v6 ? 0 : 4;
	put16(p + h - 4, one_in(2) ? 0 : rnd(65536));
	put16(p + h - 2, one_in(2) ? 1280 : rnd(65536));
	odd_checksums(o);
}

/* ICMP errors about all kinds of packets, mostly of connections */
void odd_error(struct odd *o, enum odd_side side)
{
	enum odd_side other = side == ODD_INSIDE ? ODD_OUTSIDE : ODD_INSIDE;

	switch (rnd(8)) {
	case 0: odd_options(o, other); break;
	case 1: odd_extension(o, other); break;
	case 2: odd_truncated(o, other); break;
	case 3: odd_noise(o, other); break;
	case 4: odd_fragment(o, other); break;
	case 5: odd_address(o, one_in(2) ? side : other); break;
	default: odd_plain(o, one_in(8) ? side : other); break;
	}
	o->proto = o->v6 ? ETH_P_IPV6 : ETH_P_IP;
	about(o, side);
}

/* Put an Ethernet frame's header in front. */
static void put_inner_frame(struct odd *o)
{
	odd_insert(o, 0, ETH_HLEN);
	memcpy(odd_ip(o), (uint8_t[]){ 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2 }, 12);
	put16(odd_ip(o) + 12, o->proto);
}

/*
 * A packet to the router itself: VXLAN (VNI 7) or GRE with a packet inside, which is then routed
 * with the tunnel's metadata.
 */
void odd_tunnel(struct odd *o, enum odd_side side)
{
	static const uint8_t in[] = { 10, 0, 0, 1 }, out[] = { 192, 0, 2, 2 };
	bool gre = one_in(2);
	uint8_t *p = odd_ip(o);
	unsigned int h;

	switch (rnd(8)) {
	case 0: odd_options(o, side); break;
	case 1: odd_extension(o, side); break;
	case 2: odd_truncated(o, side); break;
	case 3: odd_fragment(o, side); break;
	case 4: odd_error(o, side); break;
	default: odd_plain(o, side); break;
	}
	if (!gre)
		put_inner_frame(o);
	h = gre ? 4 : 16;
	odd_insert(o, 0, 20 + h);
	memset(p, 0, 20 + h);
	p[0] = 0x45;
	p[8] = 64;
	p[9] = gre ? IPPROTO_GRE : IPPROTO_UDP;
	memcpy(p + 12, side == ODD_INSIDE ? (uint8_t[]){ 10, 0, 0, 10 } :
					    (uint8_t[]){ 192, 0, 2, 1 }, 4);
	memcpy(p + 16, side == ODD_INSIDE ? in : out, 4);
	if (gre) {
		put16(p + 22, o->proto);
	} else {
		put16(p + 20, 5000 + rnd(16));
		put16(p + 22, 4789);
		put16(p + 24, o->len - 20);
		p[28] = one_in(16) ? rnd(256) : 8;
		p[34] = 7;
	}
	o->v6 = false;
	o->proto = ETH_P_IP;
	odd_lengths(o);	/* without a UDP checksum */
}
