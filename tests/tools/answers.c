// SPDX-License-Identifier: GPL-2.0
/*
 * answers FROM PORT TO FIRST FLOWS COUNT [connected]
 *
 * Send as a UDP server does: COUNT datagrams of 18 octets (60 on Ethernet, 80 for IPv6) from
 * FROM, port PORT, to TO, to FLOWS ports from FIRST in turn. As in most servers, one socket
 * sends to all destinations; or, with "connected", each flow has a connected socket, which
 * caches its route.
 *
 * Prints the nanoseconds that it took. Exits 1 if the kernel refused a datagram, 2 for other
 * errors.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define MOST_FLOWS 1000

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static int sockets[MOST_FLOWS];
static union address to[MOST_FLOWS];

static void die(const char *what, int status)
{
	perror(what);
	exit(status);
}

static void parse(union address *a, const char *text, unsigned int port)
{
	memset(a, 0, sizeof(*a));
	if (inet_pton(AF_INET, text, &a->v4.sin_addr) == 1) {
		a->v4.sin_family = AF_INET;
		a->v4.sin_port = htons(port);
	} else if (inet_pton(AF_INET6, text, &a->v6.sin6_addr) == 1) {
		a->v6.sin6_family = AF_INET6;
		a->v6.sin6_port = htons(port);
	} else {
		fprintf(stderr, "answers: \"%s\" is not an address\n", text);
		exit(2);
	}
}

static socklen_t size_of(const union address *a)
{
	return a->any.sa_family == AF_INET ? sizeof(a->v4) : sizeof(a->v6);
}

static int open_socket(const union address *from)
{
	int yes = 1, s = socket(from->any.sa_family, SOCK_DGRAM, 0);

	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) ||
	    bind(s, &from->any, size_of(from)))
		die("answers: cannot open a socket", 2);
	return s;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void send_all(unsigned int count, unsigned int flows, int connected)
{
	static const char payload[18];
	unsigned int i, f;
	ssize_t sent;

	for (i = 0; i < count; i++) {
		f = i % flows;
		sent = connected ? send(sockets[f], payload, sizeof(payload), 0) :
				   sendto(sockets[0], payload, sizeof(payload), 0, &to[f].any,
					  size_of(&to[f]));
		if (sent != sizeof(payload))
			die("answers: cannot send", 1);
	}
}

int main(int argc, char **argv)
{
	unsigned int i, flows, count;
	union address from;
	long long began;
	int connected = argc == 8 && !strcmp(argv[7], "connected");

	if (argc != 7 + connected) {
		fprintf(stderr, "usage: answers FROM PORT TO FIRST FLOWS COUNT [connected]\n");
		return 2;
	}
	flows = atoi(argv[5]);
	count = atoi(argv[6]);
	if (!flows || flows > MOST_FLOWS) {
		fprintf(stderr, "answers: %s is not a number of flows up to %u\n", argv[5],
			MOST_FLOWS);
		return 2;
	}
	parse(&from, argv[1], atoi(argv[2]));
	for (i = 0; i < flows; i++) {
		parse(&to[i], argv[3], atoi(argv[4]) + i);
		if (i && !connected)
			continue;
		sockets[i] = open_socket(&from);
		if (connected && connect(sockets[i], &to[i].any, size_of(&to[i])))
			die("answers: cannot connect", 1);
	}
	began = now();
	send_all(count, flows, connected);
	printf("%lld\n", now() - began);
	return 0;
}
