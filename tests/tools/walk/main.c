// SPDX-License-Identifier: GPL-2.0
/*
 * walk DEVICE MAC SOURCES DESTINATIONS SPORT DPORT COUNT
 *
 * Send COUNT UDP packets (60 octets, 80 for IPv6) from an Ethernet device to MAC, as fast as
 * possible, and receive nothing. Each packet uses the next of SOURCES and of DESTINATIONS;
 * after the last comes the first again. Both are ADDRESS, or ADDRESS+N for N consecutive
 * addresses, or @FILE with an address a line. They need not be addresses of this machine.
 *
 * pktgen can do that neither for IPv6 nor from a file. pktgen keeps a reference to each packet,
 * so a router has to copy it; this program's packets need no copy.
 *
 * Prints the nanoseconds until the kernel has processed the last packet. Exits 1 if the kernel
 * refused a packet, 2 for other errors.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "../shared/udp.h"

struct addresses {
	long n;
	uint8_t (*address)[16];
};

static void usage(void)
{
	fprintf(stderr, "usage: walk DEVICE MAC SOURCES DESTINATIONS SPORT DPORT COUNT\n");
	exit(2);
}

/* Return: room for one more address; the array doubles when it is full */
static uint8_t *more(struct addresses *a)
{
	if (!(a->n & (a->n - 1))) {
		a->address = realloc(a->address, (a->n ? 2 * a->n : 1) * sizeof(*a->address));
		if (!a->address)
			exit(2);
	}
	return a->address[a->n++];
}

static void from_file(struct addresses *a, const char *name, int family)
{
	FILE *f = fopen(name, "r");
	char line[64];

	if (!f) {
		perror(name);
		exit(2);
	}
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		if (inet_pton(family, line, more(a)) != 1)
			usage();
	}
	fclose(f);
}

static void parse(struct addresses *a, char *text, int family)
{
	char *plus = strchr(text, '+');
	uint8_t first[16];
	long i, n = 1;

	if (*text == '@') {
		from_file(a, text + 1, family);
		if (!a->n)
			usage();
		return;
	}
	if (plus) {
		*plus = '\0';
		n = atol(plus + 1);
	}
	if (n < 1 || inet_pton(family, text, first) != 1)
		usage();
	for (i = 0; i < n; i++)
		udp_step(more(a), first, family, i);
}

int main(int argc, char **argv)
{
	struct addresses src = { 0 }, dst = { 0 };
	int family, sport, dport, s;
	struct udp_frame frame;
	long i, count;
	long long t;

	if (argc != 8)
		usage();
	/* (only one of the two may be a file) */
	family = strchr(argv[3], ':') || strchr(argv[4], ':') ? AF_INET6 : AF_INET;
	if (!udp_init(&frame, family, argv[2]))
		usage();
	parse(&src, argv[3], family);
	parse(&dst, argv[4], family);
	sport = atoi(argv[5]);
	dport = atoi(argv[6]);
	count = atol(argv[7]);
	s = udp_open(argv[1], 0);
	t = udp_now();
	for (i = 0; i < count; i++) {
		udp_put(&frame, src.address[i % src.n], dst.address[i % dst.n], sport, dport);
		udp_send(s, &frame);
	}
	printf("%lld\n", udp_drained() - t);
	return 0;
}
