// SPDX-License-Identifier: GPL-2.0
/* Valid packets, modified in their header, length or checksums */
#include <netinet/in.h>

#include "odd.h"

static void valid(struct odd *o, enum odd_side side)
{
	odd_valid(o, side, rnd(ODD_FLOWS), rnd_size());
}

void odd_plain(struct odd *o, enum odd_side side)
{
	valid(o, side);
}

/* Wrong lengths and versions */
void odd_length(struct odd *o, enum odd_side side)
{
	uint8_t *ip = odd_ip(o);
	unsigned int at;

	valid(o, side);
	at = o->v6 ? 4 : 2;
	switch (rnd(5)) {
	case 0:
		put16(ip + at, rnd(65536));
		break;
	case 1:
		put16(ip + at, get16(ip + at) + rnd(64) - 32);
		break;
	case 2:
		ip[0] = (ip[0] & 0xf0) | rnd(16);
		break;
	case 3:
		ip[0] = rnd(256);
		break;
	case 4:	/* UDP's length, or TCP's data offset */
		put16(ip + odd_header(o) + (ip[o->v6 ? 6 : 9] == IPPROTO_TCP ?
					    12 : 4), rnd(65536));
		break;
	}
	if (!one_in(4))
		odd_header_checksum(o);
}

static void put_option(uint8_t *p, unsigned int len)
{
	/* RR, timestamp, security, LSRR, CIPSO, SSRR, alert, unknown */
	static const uint8_t types[] = { 7, 68, 130, 131, 134, 137, 148, 99 };

	if (one_in(3)) {
		rnd_fill(p, len);
		return;
	}
	memset(p, 0, len);
	p[0] = types[rnd(8)];
	p[1] = one_in(4) ? rnd(256) : p[0] == 148 ? 4 : len;
	if (len > 3 && p[0] != 148)
		p[2] = one_in(4) ? rnd(256) : p[0] == 68 ? 5 : 4;
	if (len > 8)
		rnd_fill(p + 3, len - 3);
}

/* IPv4 options; IPv6 has an extension header for them. */
void odd_options(struct odd *o, enum odd_side side)
{
	unsigned int len = 4 + 4 * rnd(10);

	odd_valid(o, side, rnd(ODD_FLOWS) & ~1, rnd_size());
	odd_insert(o, 20, len);
	odd_ip(o)[0] = 0x45 + len / 4;
	put_option(odd_ip(o) + 20, len);
	odd_lengths(o);
}

/* Truncated at any octet; the lengths in the header are kept or adjusted. */
void odd_truncated(struct odd *o, enum odd_side side)
{
	valid(o, side);
	o->len = one_in(2) ? 1 + rnd(o->len) : 1 + rnd(odd_header(o) + 24);
	if (one_in(2) && o->len > odd_header(o))
		odd_lengths(o);
}

/*
 * Large packets with a size of one octet are rare: otherwise nine of ten packets sent would be
 * their segments.
 */
static void wild_gso(struct odd *o)
{
	static const uint16_t sizes[] = { 0, 1, 7, 8, 88, 536, 1400, 9000, 65535 };
	struct virtio_net_hdr *v = &o->vnet;
	unsigned int most;

	v->gso_size = one_in(2) ? sizes[rnd(9)] : rnd(65536);
	most = v->hdr_len + 64 * v->gso_size;
	if (v->gso_size && o->len > most && !one_in(16)) {
		o->len = most;
		odd_checksums(o);
	}
	if (one_in(4))
		v->hdr_len = rnd(one_in(2) ? 128 : 65536);
	if (one_in(4))
		v->csum_start = rnd(128);
	if (one_in(4))
		v->csum_offset = rnd(64);
	if (one_in(8))
		v->flags = rnd(256);
}

/* GSO packets, valid as from a virtual machine, or invalid */
void odd_gso(struct odd *o, enum odd_side side)
{
	/* TCP, UFO, TCP over IPv6, UDP */
	static const uint8_t types[] = { 1, 3, 4, 5, 0x81, 0x84 };
	struct virtio_net_hdr *v = &o->vnet;
	unsigned int flow = rnd(ODD_FLOWS) & ~4;	/* TCP and UDP */
	uint8_t *l4;

	odd_valid(o, side, flow, one_in(8) ? rnd(65000) : rnd(9000));
	o->use_vnet = true;
	l4 = odd_ip(o) + odd_header(o);
	v->flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
	v->csum_start = odd_header(o);
	v->csum_offset = flow & 2 ? 6 : 16;
	v->hdr_len = odd_header(o) + (flow & 2 ? 8 : 20);
	v->gso_size = 500 + rnd(900);
	/* (5 is new in 6.2) */
	v->gso_type = flow & 2 ? one_in(2) ? 5 : 3 : o->v6 ? 4 : 1;
	if (!(flow & 2))
		l4[13] = 0x10 | (one_in(4) ? rnd(256) : 0);
	if (one_in(4))
		v->gso_type = types[rnd(6)];
	if (one_in(2))
		wild_gso(o);
}

/* Partial checksums, at the right place or elsewhere, and wrong checksums */
void odd_checksum(struct odd *o, enum odd_side side)
{
	unsigned int protocol;

	valid(o, side);
	protocol = odd_ip(o)[o->v6 ? 6 : 9];
	switch (rnd(4)) {
	case 0:
		o->use_vnet = true;
		o->vnet.flags = VIRTIO_NET_HDR_F_NEEDS_CSUM;
		o->vnet.csum_start = odd_header(o);
		o->vnet.csum_offset = protocol == IPPROTO_TCP ? 16 : 6;
		break;
	case 1:
		o->use_vnet = true;
		o->vnet.flags = rnd(4);
		o->vnet.csum_start = rnd(one_in(2) ? 64 : 65536);
		o->vnet.csum_offset = rnd(one_in(2) ? 64 : 65536);
		break;
	case 2:
		rnd_fill(odd_ip(o) + odd_header(o) +
			 (protocol == IPPROTO_TCP ? 16 : 6), 2);
		break;
	case 3:
		if (!o->v6)
			rnd_fill(odd_ip(o) + 10, 2);
		break;
	}
}

/* Every protocol number, with ports or without */
void odd_protocol(struct odd *o, enum odd_side side)
{
	static unsigned int next;

	valid(o, side);
	odd_ip(o)[o->v6 ? 6 : 9] = next++;
	if (one_in(2))
		rnd_fill(odd_ip(o) + odd_header(o), 16);
	if (one_in(2))
		odd_checksums(o);
	else
		odd_lengths(o);
}

/* Source or destination is no ordinary unicast address */
void odd_address(struct odd *o, enum odd_side side)
{
	static const uint8_t a4[][4] = {
		{ 224, 0, 0, 1 }, { 224, 0, 0, 22 }, { 239, 1, 2, 3 },
		{ 255, 255, 255, 255 }, { 10, 0, 0, 255 }, { 10, 0, 0, 1 },
		{ 127, 0, 0, 1 }, { 0, 0, 0, 0 }, { 240, 1, 1, 1 },
		{ 192, 0, 2, 2 }, { 192, 0, 2, 255 }, { 169, 254, 1, 1 },
	};
	static const char *a6[] = {
		"ff02::1", "ff02::16", "ff05::1:3", "ff0e::1", "ff01::1",
		"fe80::1", "::1", "::", "::ffff:10.0.0.1", "2001:db8:1::2",
		"fd00:a::1", "2002:c000:202::1",
	};
	unsigned int n = rnd(12);
	uint8_t *at;

	valid(o, side);
	at = odd_ip(o) + (o->v6 ? 8 : 12);
	if (!one_in(3))
		at += o->v6 ? 16 : 4;
	if (one_in(4))	/* any address */
		rnd_fill(at, o->v6 ? 16 : 4);
	else if (o->v6)
		inet_pton(AF_INET6, a6[n], at);
	else
		memcpy(at, a4[n], 4);
	odd_checksums(o);
}

/* Very large, or nearly empty */
void odd_size(struct odd *o, enum odd_side side)
{
	odd_valid(o, side, rnd(ODD_FLOWS), one_in(2) ? 1400 + rnd(8000) :
					    one_in(4) ? rnd(65000) : 0);
	if (one_in(2))
		o->len = 1 + rnd(28);
	else if (o->v6 && one_in(2))
		put16(odd_ip(o) + 4, 0);	/* the length of a jumbogram */
}

void odd_noise(struct odd *o, enum odd_side side)
{
	valid(o, side);
	o->len = 1 + rnd(200);
	rnd_fill(odd_ip(o), o->len);
	if (one_in(2))
		odd_ip(o)[0] = one_in(2) ? 0x45 : 0x60;
}
