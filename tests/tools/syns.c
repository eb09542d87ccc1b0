// SPDX-License-Identifier: GPL-2.0
/*
 * syns DEVICE MAC SOURCE DESTINATION PORT COUNT
 *
 * Send COUNT TCP SYNs from an Ethernet device to MAC, each from the next address, beginning with
 * SOURCE, and from port 1024. It receives nothing, and sleeps for a millisecond after every 50.
 *
 * Exits 1 if the kernel refused a packet, 2 for other errors.
 */
#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/ether.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <netpacket/packet.h>

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

/* The addresses are the 8 or 32 octets in front of @tcp. */
static void put_syn(unsigned char *tcp, size_t addresses, uint16_t port)
{
	struct tcphdr h = {
		.th_sport = htons(1024), .th_dport = htons(port), .th_seq = htonl(1),
		.th_off = 5, .th_flags = TH_SYN, .th_win = htons(65535),
	};
	unsigned int pseudo;

	pseudo = sum(tcp - addresses, addresses, IPPROTO_TCP + sizeof(h));
	h.th_sum = htons(~sum(&h, sizeof(h), pseudo));
	memcpy(tcp, &h, sizeof(h));
}

static size_t put4(unsigned char *to, const void *src, const void *dst, uint16_t port)
{
	struct ip ip = {
		.ip_v = 4, .ip_hl = 5, .ip_ttl = 64, .ip_p = IPPROTO_TCP,
		.ip_len = htons(sizeof(ip) + sizeof(struct tcphdr)),
	};

	memcpy(&ip.ip_src, src, 4);
	memcpy(&ip.ip_dst, dst, 4);
	ip.ip_sum = htons(~sum(&ip, sizeof(ip), 0));
	memcpy(to, &ip, sizeof(ip));
	put_syn(to + sizeof(ip), 8, port);
	return sizeof(ip) + sizeof(struct tcphdr);
}

static size_t put6(unsigned char *to, const void *src, const void *dst, uint16_t port)
{
	struct ip6_hdr ip = { .ip6_flow = htonl(6 << 28) };

	ip.ip6_plen = htons(sizeof(struct tcphdr));
	ip.ip6_nxt = IPPROTO_TCP;
	ip.ip6_hlim = 64;
	memcpy(&ip.ip6_src, src, 16);
	memcpy(&ip.ip6_dst, dst, 16);
	memcpy(to, &ip, sizeof(ip));
	put_syn(to + sizeof(ip), 32, port);
	return sizeof(ip) + sizeof(struct tcphdr);
}

/* Increment an address */
static void next(unsigned char *address, int size)
{
	while (size-- && ++address[size] == 0)
		;
}

/* Return: a socket of the device; @mac gets its link-layer address */
static int open_device(const char *device, unsigned char *mac)
{
	struct sockaddr_ll at = {
		.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(device)
	};
	socklen_t size = sizeof(at);
	int s = socket(AF_PACKET, SOCK_RAW, 0);

	if (s < 0 || bind(s, (struct sockaddr *)&at, sizeof(at)) ||
	    getsockname(s, (struct sockaddr *)&at, &size)) {
		perror(device);
		exit(2);
	}
	memcpy(mac, at.sll_addr, ETH_ALEN);
	return s;
}

int main(int argc, char **argv)
{
	unsigned char src[16], dst[16], frame[ETH_FRAME_LEN];
	struct ether_header eth;
	struct ether_addr *mac;
	long i, port, count;
	int family, s;
	size_t size;

	mac = argc == 7 ? ether_aton(argv[2]) : NULL;
	port = mac ? atol(argv[5]) : 0;
	count = mac ? atol(argv[6]) : 0;
	family = mac && strchr(argv[3], ':') ? AF_INET6 : AF_INET;
	if (port < 1 || port > 65535 || count < 1 || count > 1000000 ||
	    inet_pton(family, argv[3], src) != 1 || inet_pton(family, argv[4], dst) != 1) {
		fprintf(stderr, "usage: syns DEVICE MAC SOURCE DESTINATION PORT COUNT\n");
		return 2;
	}
	s = open_device(argv[1], eth.ether_shost);
	memcpy(eth.ether_dhost, mac, ETH_ALEN);
	eth.ether_type = htons(family == AF_INET ? ETHERTYPE_IP : ETHERTYPE_IPV6);
	memcpy(frame, &eth, sizeof(eth));
	for (i = 1; i <= count; i++) {
		size = (family == AF_INET ? put4 : put6)(frame + ETH_HLEN, src, dst, port);
		if (send(s, frame, ETH_HLEN + size, 0) < 0) {
			perror("send");
			return 1;
		}
		next(src, family == AF_INET ? 4 : 16);
		if (i % 50 == 0)
			usleep(1000);
	}
	return 0;
}
