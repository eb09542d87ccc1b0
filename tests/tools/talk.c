// SPDX-License-Identifier: GPL-2.0
/*
 * talk serve ADDRESS PORT
 * talk [-d] [-n SOCKETS] [-t MS] ADDRESS PORT
 *
 * A UDP conversation. The server returns each datagram to its sender. The client has SOCKETS (1)
 * connected sockets and reads commands from stdin, a line each:
 *
 *   N [SIZE]       send N datagrams of SIZE octets (8) by the sockets in turn, each after the
 *                  echo of the previous one, or after MS milliseconds (1000)
 *   ttl N          set the TTL or hop limit
 *   options N      send N IP options (0 or 1) without effect: NOP in IPv4, a destination
 *                  option header in IPv6
 *
 * It answers each line with the number of echoes and the last error, if any: "3", or
 * "0 EMSGSIZE 1300" with the path MTU; or with "ok". Datagrams are numbered, so a late echo does
 * not count for the next datagram. The program ends at the end of stdin.
 *
 * With -d, datagrams must not be fragmented anywhere.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_SOCKETS 1024
#define SMALLEST sizeof(unsigned int)

static int sockets[MOST_SOCKETS], family;
static unsigned int used, number;
static int patience = 1000, whole, last_error;

static void die(const char *what)
{
	fprintf(stderr, "talk: %s: %s\n", what, strerror(errno));
	exit(2);
}

static struct addrinfo *resolve(const char *address, const char *port)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_DGRAM
	};
	struct addrinfo *ai;

	if (getaddrinfo(address, port, &hints, &ai)) {
		fprintf(stderr, "talk: %s port %s is no address\n", address, port);
		exit(2);
	}
	return ai;
}

static void serve(const struct addrinfo *at)
{
	static char data[65536];
	struct sockaddr_storage peer;
	socklen_t size;
	ssize_t n;
	int s;

	s = socket(at->ai_family, SOCK_DGRAM, 0);
	if (s < 0 || bind(s, at->ai_addr, at->ai_addrlen))
		die("cannot serve");
	for (;;) {
		size = sizeof(peer);
		n = recvfrom(s, data, sizeof(data), 0, (struct sockaddr *)&peer, &size);
		if (n >= 0)	/* an error belongs to an earlier answer */
			sendto(s, data, n, 0, (struct sockaddr *)&peer, size);
	}
}

/* Forbid fragmentation, on this machine and by DF */
static void keep_whole(int s)
{
	int v4 = IP_PMTUDISC_DO, v6 = IPV6_PMTUDISC_DO;

	if (family == AF_INET ? setsockopt(s, IPPROTO_IP, IP_MTU_DISCOVER, &v4, sizeof(v4)) :
	    setsockopt(s, IPPROTO_IPV6, IPV6_MTU_DISCOVER, &v6, sizeof(v6)))
		die("cannot set DF");
}

static void call(const struct addrinfo *to, unsigned int n)
{
	family = to->ai_family;
	for (; used < n; used++) {
		int s = socket(family, SOCK_DGRAM, 0);

		if (s < 0 || connect(s, to->ai_addr, to->ai_addrlen))
			die("cannot connect");
		if (whole)
			keep_whole(s);
		sockets[used] = s;
	}
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* Return: the number of a received datagram, -1 for an error */
static long long hear(int s)
{
	static char data[65536];
	unsigned int it;

	if (recv(s, data, sizeof(data), MSG_DONTWAIT) < (ssize_t)SMALLEST) {
		last_error = errno;
		return -1;
	}
	memcpy(&it, data, sizeof(it));
	return it;
}

static int say(int s, size_t size)
{
	static char data[65536];

	number++;
	memcpy(data, &number, sizeof(number));
	if (send(s, data, size, 0) == (ssize_t)size)
		return 1;
	last_error = errno;
	return 0;
}

static int exchange(int s, size_t size)
{
	struct pollfd ready = { .fd = s, .events = POLLIN };
	long long end = now() + patience, left, it;

	if (!say(s, size))
		return 0;
	while ((left = end - now()) > 0 && poll(&ready, 1, left) > 0) {
		it = hear(s);
		if (it < 0)
			return 0;
		if (it == number)
			return 1;
	}
	return 0;
}

static int path_mtu(int s)
{
	int mtu = 0;
	socklen_t size = sizeof(mtu);

	if (family == AF_INET)
		getsockopt(s, IPPROTO_IP, IP_MTU, &mtu, &size);
	else
		getsockopt(s, IPPROTO_IPV6, IPV6_MTU, &mtu, &size);
	return mtu;
}

static const char *error_name(void)
{
	switch (last_error) {
	case EMSGSIZE:
		return "EMSGSIZE";
	case ECONNREFUSED:
		return "ECONNREFUSED";
	case EHOSTUNREACH:
		return "EHOSTUNREACH";
	case ENETUNREACH:
		return "ENETUNREACH";
	default:
		return strerror(last_error);
	}
}

static void set_all(int v4, int v6, const void *value, socklen_t size)
{
	unsigned int i;

	for (i = 0; i < used; i++)
		if (setsockopt(sockets[i], family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6,
			       family == AF_INET ? v4 : v6, value, size))
			die("setsockopt");
	printf("ok\n");
}

static void set_options(unsigned int n)
{
	/* next header, length in 8 octets behind the first, PadN of 4 octets */
	static const unsigned char v4[] = { 1, 1, 1, 1 }, v6[] = { 0, 0, 1, 4, 0, 0, 0, 0 };

	if (family == AF_INET)
		set_all(IP_OPTIONS, 0, v4, n ? sizeof(v4) : 0);
	else
		set_all(0, IPV6_DSTOPTS, v6, n ? sizeof(v6) : 0);
}

static void exchanges(unsigned int n, size_t size)
{
	unsigned int i, done = 0;

	last_error = 0;
	for (i = 0; i < n; i++)
		done += exchange(sockets[number % used], size);
	printf("%u", done);
	if (last_error)
		printf(" %s", error_name());
	if (last_error == EMSGSIZE)
		printf(" %d", path_mtu(sockets[0]));
	printf("\n");
}

static void obey(const char *line)
{
	unsigned int n, size = 8;
	int ttl;

	if (sscanf(line, "ttl %d", &ttl) == 1) {
		set_all(IP_TTL, IPV6_UNICAST_HOPS, &ttl, sizeof(ttl));
	} else if (sscanf(line, "options %u", &n) == 1) {
		set_options(n);
	} else if (sscanf(line, "%u %u", &n, &size) >= 1 && size >= SMALLEST && size <= 65507) {
		exchanges(n, size);
	} else {
		fprintf(stderr, "talk: unknown command: %s", line);
		exit(2);
	}
	fflush(stdout);
}

int main(int argc, char **argv)
{
	unsigned int n = 1;
	char line[64];
	int o;

	while ((o = getopt(argc, argv, "dn:t:")) != -1) {
		switch (o) {
		case 'd':
			whole = 1;
			break;
		case 'n':
			n = atoi(optarg);
			break;
		case 't':
			patience = atoi(optarg);
			break;
		default:
			return 2;
		}
	}
	if (argc - optind == 3 && !strcmp(argv[optind], "serve"))
		serve(resolve(argv[optind + 1], argv[optind + 2]));
	if (argc - optind != 2 || n < 1 || n > MOST_SOCKETS || patience < 1) {
		fprintf(stderr, "usage: talk serve ADDRESS PORT\n"
			"       talk [-d] [-n SOCKETS] [-t MS] ADDRESS PORT\n");
		return 2;
	}
	call(resolve(argv[optind], argv[optind + 1]), n);
	while (fgets(line, sizeof(line), stdin))
		obey(line);
	return 0;
}
