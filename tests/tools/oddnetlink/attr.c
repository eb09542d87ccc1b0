// SPDX-License-Identifier: GPL-2.0
/* Requests and their attributes: valid, with random content, and mutated */
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "odd.h"

static uint8_t *end_of(struct request *r)
{
	return (uint8_t *)r + NLMSG_ALIGN(r->h.nlmsg_len);
}

static int room_in(struct request *r)
{
	return (uint8_t *)(r + 1) - end_of(r);
}

/* Begin a request. Return: its fixed part, zeroed */
void *odd_header(struct request *r, int type, int flags, unsigned int size)
{
	memset(r, 0, sizeof(r->h) + size);
	r->h.nlmsg_type = type;
	r->h.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	r->h.nlmsg_len = NLMSG_LENGTH(size);
	return NLMSG_DATA(&r->h);
}

/* (An attribute that does not fit is left out.) */
struct nlattr *odd_put(struct request *r, int type, const void *data, int len)
{
	struct nlattr *a = (void *)end_of(r);

	if (room_in(r) < NLA_HDRLEN + NLA_ALIGN(len))
		return (void *)r->data;
	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + len;
	memset(a + 1, 0, NLA_ALIGN(len));
	if (len)
		memcpy(a + 1, data, len);
	r->h.nlmsg_len = end_of(r) - (uint8_t *)r + NLA_ALIGN(a->nla_len);
	return a;
}

void odd_put32(struct request *r, int type, uint32_t value)
{
	odd_put(r, type, &value, sizeof(value));
}

void odd_put8(struct request *r, int type, uint8_t value)
{
	odd_put(r, type, &value, sizeof(value));
}

void odd_put_string(struct request *r, int type, const char *s)
{
	odd_put(r, type, s, strlen(s) + !one_in(32));
}

/* An attribute of random length and content */
void odd_put_any(struct request *r, int type)
{
	static const int usual[] = { 0, 1, 2, 4, 4, 6, 8, 16 };
	uint8_t data[1024];
	int len = one_in(16) ? (int)rnd(sizeof(data)) : usual[rnd(8)], i;

	for (i = 0; i < len; i++)
		data[i] = one_in(2) ? rnd(4) : rnd(256);
	odd_put(r, type, data, len);
}

struct nlattr *odd_nest(struct request *r, int type)
{
	return odd_put(r, one_in(4) ? type | NLA_F_NESTED : type, NULL, 0);
}

void odd_nest_end(struct request *r, struct nlattr *nest)
{
	nest->nla_len = end_of(r) - (uint8_t *)nest;
}

/* Return: the name of a device that may exist */
const char *odd_device(void)
{
	static char name[16];

	if (one_in(64))
		return "lo";
	if (one_in(64))
		return "lan";
	snprintf(name, sizeof(name), "nvi%u", rnd(ODD_DEVICES));
	return name;
}

/*
 * Return: the index of a device that may exist, or 0. (if_nametoindex() makes the kernel run
 * modprobe for an unknown name, which takes longer than everything else.)
 */
unsigned int odd_index(void)
{
	struct if_nameindex *all = if_nameindex(), *i;
	const char *name = odd_device();
	unsigned int index = 0;

	for (i = all; i && i->if_index; i++)
		if (!strcmp(i->if_name, name))
			index = i->if_index;
	if (all)
		if_freenameindex(all);
	return index;
}

/*
 * Mutate octets, lengths of attributes, or the end of the message. The message header stays
 * valid, or the kernel would ignore the rest.
 */
void odd_mutate(struct request *r)
{
	unsigned int len = r->h.nlmsg_len - NLMSG_HDRLEN, n;

	if (!len)
		return;
	switch (rnd(4)) {
	case 0:
		r->h.nlmsg_len -= rnd(len);
		break;
	case 1:	/* longer than its content */
		if (room_in(r) > 64)
			r->h.nlmsg_len += rnd(64);
		break;
	default:
		for (n = 1 + rnd(4); n; n--)
			((uint8_t *)r)[NLMSG_HDRLEN + rnd(len)] = one_in(2) ?
				rnd(256) : 1u << rnd(8);
		break;
	}
}
