// SPDX-License-Identifier: GPL-2.0
/* UDP packets in Ethernet frames: see udp.h */
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include "udp.h"

#define PAYLOAD 18

static size_t header(const struct udp_frame *f)
{
	return f->family == AF_INET ? 20 : 40;
}

/* Fill in the constant fields of all frames. Return: false if @mac is no MAC address */
bool udp_init(struct udp_frame *f, int family, const char *mac)
{
	const struct ether_addr *a = ether_aton(mac);
	uint8_t *ip = f->data + ETH_HLEN;

	if (!a)
		return false;
	memset(f, 0, sizeof(*f));
	f->family = family;
	f->size = ETH_HLEN + header(f) + 8 + PAYLOAD;
	memcpy(f->data, a, ETH_ALEN);
	memset(f->data + ETH_ALEN, 2, ETH_ALEN);
	if (family == AF_INET) {
		f->data[12] = 0x08;
		ip[0] = 0x45;
		ip[3] = 20 + 8 + PAYLOAD;
		ip[8] = 64;
		ip[9] = IPPROTO_UDP;
	} else {
		f->data[12] = 0x86;
		f->data[13] = 0xdd;
		ip[0] = 0x60;
		ip[5] = 8 + PAYLOAD;
		ip[6] = IPPROTO_UDP;
		ip[7] = 64;
	}
	ip[header(f) + 5] = 8 + PAYLOAD;
	return true;
}

void udp_put(struct udp_frame *f, const uint8_t *src, const uint8_t *dst, unsigned int sport,
	     unsigned int dport)
{
	uint8_t *ip = f->data + ETH_HLEN, *udp = ip + header(f);
	unsigned int i, sum = 0;

	if (f->family == AF_INET) {
		memcpy(ip + 12, src, 4);
		memcpy(ip + 16, dst, 4);
		ip[10] = 0;
		ip[11] = 0;
		for (i = 0; i < 20; i += 2)
			sum += ip[i] << 8 | ip[i + 1];
		sum = (sum & 0xffff) + (sum >> 16);
		sum = ~(sum + (sum >> 16));
		ip[10] = sum >> 8;
		ip[11] = sum;
	} else {
		memcpy(ip + 8, src, 16);
		memcpy(ip + 24, dst, 16);
	}
	udp[0] = sport >> 8;
	udp[1] = sport;
	udp[2] = dport >> 8;
	udp[3] = dport;
}

/* Return: true if a received packet has the frame's addresses and ports */
bool udp_same(const struct udp_frame *f, const uint8_t *data, size_t size)
{
	size_t from = ETH_HLEN + (f->family == AF_INET ? 12 : 8), to = ETH_HLEN + header(f) + 4;

	return size >= f->size && !memcmp(data + 12, f->data + 12, 2) &&
	       !memcmp(data + from, f->data + from, to - from);
}

/* The socket bypasses the queueing discipline, as pktgen does. */
int udp_open(const char *device, int protocol)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_protocol = htons(protocol),
		.sll_ifindex = if_nametoindex(device)
	};
	int s = socket(AF_PACKET, SOCK_RAW, 0), one = 1;

	if (s < 0 || setsockopt(s, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one)) ||
	    bind(s, (struct sockaddr *)&at, sizeof(at))) {
		perror(device);
		exit(2);
	}
	return s;
}

/*
 * When send() returns, the softirq has usually delivered the packet to its destination.
 * Otherwise ksoftirqd processes it, and later packets queue in the CPU's backlog.
 */
void udp_send(int s, const struct udp_frame *f)
{
	if (send(s, f->data, f->size, 0) < 0) {
		perror("send");
		exit(1);
	}
}

void udp_step(uint8_t *to, const uint8_t *first, int family, uint32_t n)
{
	size_t at = family == AF_INET ? 0 : 12;
	uint32_t low;

	memcpy(to, first, at);
	memcpy(&low, first + at, 4);
	low = htonl(ntohl(low) + n);
	memcpy(to + at, &low, 4);
}

long long udp_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Return: the packets in the backlog: the twelfth column, if the kernel has it */
static unsigned int waiting(void)
{
	FILE *f = fopen("/proc/net/softnet_stat", "r");
	unsigned int n = 0;

	if (!f || fscanf(f, "%*x %*x %*x %*x %*x %*x %*x %*x %*x %*x %*x %x", &n) < 0) {
		perror("softnet_stat");
		exit(2);
	}
	fclose(f);
	return n;
}

long long udp_drained(void)
{
	long long t = udp_now();

	while (waiting()) {
		sched_yield();
		t = udp_now();
	}
	return t;
}
