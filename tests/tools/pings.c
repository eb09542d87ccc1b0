// SPDX-License-Identifier: GPL-2.0
/*
 * pings DEVICE MAC SOURCE DESTINATION FLOWS COUNT
 *
 * Send COUNT ICMP or ICMPv6 echo requests of 64 octets from an Ethernet device to MAC, as fast
 * as possible, with FLOWS identifiers in turn, and receive nothing. SOURCE need not be an
 * address of this machine. This is pktgen for pings.
 *
 * Prints the nanoseconds that it took. Exits 1 if the kernel refused a packet, 2 for other
 * errors.
 */
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/icmp6.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <netpacket/packet.h>

#define ICMP_SIZE 16

struct frame {
	size_t size;
	unsigned char data[64 + 16];
};

/* One's complement sum, as in RFC 1071 */
static unsigned int sum(const void *data, size_t size, unsigned int start)
{
	const unsigned char *p = data;
	size_t i;

	for (i = 0; i < size; i += 2)
		start += p[i] << 8 | p[i + 1];
	while (start >> 16)
		start = (start & 0xffff) + (start >> 16);
	return start;
}

/* Type, identifier and checksum; the payload stays zero */
static void put_echo(unsigned char *icmp, int type, unsigned int id, unsigned int pseudo)
{
	unsigned int check;

	icmp[0] = type;
	icmp[4] = id >> 8;
	icmp[5] = id;
	check = ~sum(icmp, ICMP_SIZE, pseudo);
	icmp[2] = check >> 8;
	icmp[3] = check;
}

static void put4(struct frame *f, const void *src, const void *dst, unsigned int id)
{
	struct ip ip = {
		.ip_v = 4, .ip_hl = 5, .ip_ttl = 64, .ip_p = IPPROTO_ICMP,
		.ip_len = htons(sizeof(ip) + ICMP_SIZE),
	};

	memcpy(&ip.ip_src, src, 4);
	memcpy(&ip.ip_dst, dst, 4);
	ip.ip_sum = htons(~sum(&ip, sizeof(ip), 0));
	memcpy(f->data + ETH_HLEN, &ip, sizeof(ip));
	put_echo(f->data + ETH_HLEN + sizeof(ip), ICMP_ECHO, id, 0);
	f->size = ETH_HLEN + sizeof(ip) + ICMP_SIZE;
}

static void put6(struct frame *f, const void *src, const void *dst, unsigned int id)
{
	struct ip6_hdr ip = { .ip6_flow = htonl(6 << 28) };
	unsigned int pseudo;

	ip.ip6_plen = htons(ICMP_SIZE);
	ip.ip6_nxt = IPPROTO_ICMPV6;
	ip.ip6_hlim = 64;
	memcpy(&ip.ip6_src, src, 16);
	memcpy(&ip.ip6_dst, dst, 16);
	pseudo = sum(&ip.ip6_src, 32, ICMP_SIZE + IPPROTO_ICMPV6);
	memcpy(f->data + ETH_HLEN, &ip, sizeof(ip));
	put_echo(f->data + ETH_HLEN + sizeof(ip), ICMP6_ECHO_REQUEST, id, pseudo);
	f->size = ETH_HLEN + sizeof(ip) + ICMP_SIZE;
}

/* Return: a socket that sends past the queueing discipline, as pktgen does */
static int open_device(const char *device)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(device)
	};
	int s = socket(AF_PACKET, SOCK_RAW, 0), one = 1;

	if (s < 0 || setsockopt(s, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof(one)) ||
	    bind(s, (struct sockaddr *)&at, sizeof(at))) {
		perror(device);
		exit(2);
	}
	return s;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

int main(int argc, char **argv)
{
	unsigned char src[16], dst[16];
	struct ether_header eth;
	struct ether_addr *mac;
	struct frame *frames;
	long i, flows, count;
	int family, s;
	long long t;

	mac = argc == 7 ? ether_aton(argv[2]) : NULL;
	flows = mac ? atol(argv[5]) : 0;
	count = mac ? atol(argv[6]) : 0;
	family = mac && strchr(argv[3], ':') ? AF_INET6 : AF_INET;
	if (flows < 1 || flows > 65536 || inet_pton(family, argv[3], src) != 1 ||
	    inet_pton(family, argv[4], dst) != 1) {
		fprintf(stderr, "usage: pings DEVICE MAC SOURCE DESTINATION FLOWS COUNT\n");
		return 2;
	}
	s = open_device(argv[1]);
	memcpy(eth.ether_dhost, mac, ETH_ALEN);
	memset(eth.ether_shost, 2, ETH_ALEN);
	eth.ether_type = htons(family == AF_INET ? ETHERTYPE_IP : ETHERTYPE_IPV6);
	frames = calloc(flows, sizeof(*frames));
	for (i = 0; frames && i < flows; i++) {
		memcpy(frames[i].data, &eth, sizeof(eth));
		(family == AF_INET ? put4 : put6)(&frames[i], src, dst, i);
	}
	t = now();
	for (i = 0; frames && i < count; i++) {
		const struct frame *f = &frames[i % flows];

		if (send(s, f->data, f->size, 0) < 0) {
			perror("send");
			return 1;
		}
	}
	printf("%lld\n", now() - t);
	free(frames);
	return 0;
}
