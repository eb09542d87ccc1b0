/* SPDX-License-Identifier: GPL-2.0 */
/*
 * UDP packets in Ethernet frames, for programs that bypass the IP stack. They are as small as
 * pktgen's (60 octets, 80 for IPv6) and, like those, have no UDP checksum.
 */
#ifndef _UDP_H
#define _UDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UDP_FRAME_MAX	80

struct udp_frame {
	int family;
	size_t size;
	uint8_t data[UDP_FRAME_MAX];
};

bool udp_init(struct udp_frame *f, int family, const char *mac);
void udp_put(struct udp_frame *f, const uint8_t *src, const uint8_t *dst, unsigned int sport,
	     unsigned int dport);
bool udp_same(const struct udp_frame *f, const uint8_t *data, size_t size);
void udp_send(int s, const struct udp_frame *f);

/* A socket bound to a device; with protocol 0 it receives nothing */
int udp_open(const char *device, int protocol);

/* The Nth address after FIRST */
void udp_step(uint8_t *to, const uint8_t *first, int family, uint32_t n);

/* The clock, in nanoseconds; udp_drained() waits until the backlog is empty */
long long udp_now(void);
long long udp_drained(void);

#endif /* _UDP_H */
