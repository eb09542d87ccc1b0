// SPDX-License-Identifier: GPL-2.0
/*
 * pump up|down CLIENT SERVER ADDRESS PORT MIB
 *
 * A TCP transfer with the least cost for a router: one process has both ends of a connection,
 * from network namespace CLIENT to ADDRESS in SERVER. It transfers MIB mebibytes up to the
 * server, or down to the client, after a quarter of that as warm-up.
 *
 * Prints the nanoseconds that the first processor was busy meanwhile, and the client's address
 * as the server sees it. Under an emulator that counts instructions (scripts/vm --count) a
 * nanosecond is an instruction.
 *
 * Exits 1 if the connection failed, 2 for other errors.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static char block[256 << 10];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

/* Return: the first processor's idle time, from timer_list */
static long long slept(void)
{
	static const char key[] = ".idle_sleeptime:";
	FILE *f = fopen("/proc/timer_list", "r");
	char line[256], *at;
	long long ns = -1;

	if (!f)
		die("/proc/timer_list");
	while (ns < 0 && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		at = strstr(line, ".idle_sleeptime");
		if (at)
			ns = atoll(at + strcspn(at, "0123456789"));
	}
	fclose(f);
	if (ns < 0) {
		fprintf(stderr, "pump: there is no %s in /proc/timer_list\n", key);
		exit(2);
	}
	return ns;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

/* Return: a TCP socket in a namespace of /run/netns */
static int socket_in(const char *ns, int family)
{
	char path[256];
	int fd, s;

	snprintf(path, sizeof(path), "/run/netns/%s", ns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die(path);
	close(fd);
	s = socket(family, SOCK_STREAM, 0);
	if (s < 0)
		die("socket");
	return s;
}

/* Transfer SIZE octets; send or receive, whichever end is ready. */
static void move(int from, int to, size_t size)
{
	size_t sent = 0, got = 0;
	ssize_t n;

	while (got < size) {
		size_t want = size - sent < sizeof(block) ? size - sent : sizeof(block);
		struct pollfd ready[] = {
			{ .fd = to, .events = POLLIN },
			{ .fd = want ? from : -1, .events = POLLOUT },
		};

		n = want ? send(from, block, want, MSG_NOSIGNAL) : 0;
		if (n < 0 && errno != EAGAIN)
			die("send");
		if (n > 0)
			sent += n;
		n = recv(to, block, sizeof(block), 0);
		if (n == 0 || (n < 0 && errno != EAGAIN))
			die("recv");
		if (n > 0)
			got += n;
		else if (poll(ready, 2, 10000) <= 0)
			die("nothing moves");
	}
}

int main(int argc, char **argv)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM
	};
	struct sockaddr_storage peer;
	socklen_t size = sizeof(peer);
	struct addrinfo *ai;
	int l, c, s, one = 1;
	long long idle, t;
	char name[64];
	size_t octets;
	int down;

	if (argc != 7 || getaddrinfo(argv[4], argv[5], &hints, &ai)) {
		fprintf(stderr, "usage: pump up|down CLIENT SERVER ADDRESS PORT MIB\n");
		return 2;
	}
	down = !strcmp(argv[1], "down");
	octets = (size_t)atol(argv[6]) << 20;
	l = socket_in(argv[3], AF_INET6);
	setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	memset(&peer, 0, sizeof(peer));
	peer.ss_family = AF_INET6;	/* any address of either family */
	((struct sockaddr_in6 *)&peer)->sin6_port = htons(atoi(argv[5]));
	if (bind(l, (struct sockaddr *)&peer, sizeof(struct sockaddr_in6)) || listen(l, 1))
		die("listen");
	c = socket_in(argv[2], ai->ai_family);
	if (connect(c, ai->ai_addr, ai->ai_addrlen))
		die("connect");
	s = accept(l, (struct sockaddr *)&peer, &size);
	if (s < 0 || getnameinfo((struct sockaddr *)&peer, size, name, sizeof(name),
				 NULL, 0, NI_NUMERICHOST))
		die("accept");
	fcntl(s, F_SETFL, O_NONBLOCK);
	fcntl(c, F_SETFL, O_NONBLOCK);

	move(down ? s : c, down ? c : s, octets / 4);
	idle = slept();
	t = now();
	move(down ? s : c, down ? c : s, octets);
	t = now() - t;
	printf("%lld %s\n", t - (slept() - idle),
	       strncmp(name, "::ffff:", 7) ? name : name + 7);
	return 0;
}
