/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Shared by the files of oddpackets: an odd packet, and its random numbers
 */
#ifndef _ODD_H
#define _ODD_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/virtio_net.h>

#include "../shared/random.h"

#define ODD_FRONT	128	/* room for headers in front of a packet */
#define ODD_MAX		65535

/**
 * struct odd - a packet
 * @len: octets of @ip
 * @front: octets of link-layer header in front of @ip
 * @proto: its EtherType
 * @v6: the family that it was made with
 * @use_vnet: @vnet is valid
 * @vnet: the virtio header
 * @room: the octets of @front and @ip
 */
struct odd {
	unsigned int len;
	unsigned int front;
	uint16_t proto;
	bool v6;
	bool use_vnet;
	struct virtio_net_hdr vnet;
	uint8_t room[ODD_FRONT + ODD_MAX + 1];
};

enum odd_side { ODD_INSIDE, ODD_OUTSIDE };

#define ODD_FLOWS	64

static inline uint8_t *odd_ip(struct odd *o)
{
	return o->room + ODD_FRONT;
}

/* Return: octets of the IP header, without extension headers */
static inline unsigned int odd_header(const struct odd *o)
{
	return o->v6 ? 40 : 20;
}

static inline void put16(uint8_t *p, unsigned int v)
{
	p[0] = v >> 8;
	p[1] = v;
}

static inline unsigned int get16(const uint8_t *p)
{
	return p[0] << 8 | p[1];
}

/* pieces.c */
unsigned int rnd_size(void);

/* valid.c */
void odd_valid(struct odd *o, enum odd_side side, unsigned int flow,
	       unsigned int payload);
void odd_lengths(struct odd *o);
void odd_checksums(struct odd *o);
void odd_header_checksum(struct odd *o);
unsigned int odd_insert(struct odd *o, unsigned int at, unsigned int len);

/* mangle.c, pieces.c, frame.c: the classes */
void odd_plain(struct odd *o, enum odd_side side);
void odd_length(struct odd *o, enum odd_side side);
void odd_options(struct odd *o, enum odd_side side);
void odd_truncated(struct odd *o, enum odd_side side);
void odd_fragment(struct odd *o, enum odd_side side);
void odd_extension(struct odd *o, enum odd_side side);
void odd_gso(struct odd *o, enum odd_side side);
void odd_checksum(struct odd *o, enum odd_side side);
void odd_protocol(struct odd *o, enum odd_side side);
void odd_address(struct odd *o, enum odd_side side);
void odd_size(struct odd *o, enum odd_side side);
void odd_error(struct odd *o, enum odd_side side);
void odd_tunnel(struct odd *o, enum odd_side side);
void odd_noise(struct odd *o, enum odd_side side);
void odd_not_ip(struct odd *o, enum odd_side side);
void odd_vlan(struct odd *o, enum odd_side side);

/* frame.c */
void odd_frame(struct odd *o, enum odd_side side);

#endif
