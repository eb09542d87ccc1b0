// SPDX-License-Identifier: GPL-2.0
/*
 * oddnetlink SEED COUNT
 *
 * Send COUNT netlink requests about nvi devices, rules and conntrack labels in its network
 * namespace: valid ones, ones with attributes of any number, length and value, and mutated ones.
 * The same SEED makes the same requests, except where they depend on existing devices. From time
 * to time there is a neighbour, a process with its own network namespace. Devices are created in
 * it and moved to it, and it is killed.
 *
 * Prints a line for each kind: the requests that succeeded, and those that the kernel refused.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "odd.h"

static const struct kind {
	const char *name;
	void (*make)(struct request *r);
	unsigned int share;
	int protocol;
} kinds[] = {
	{ "newlink",	odd_newlink,	5, NETLINK_ROUTE },
	{ "setlink",	odd_setlink,	4, NETLINK_ROUTE },
	{ "dellink",	odd_dellink,	2, NETLINK_ROUTE },
	{ "getlink",	odd_getlink,	2, NETLINK_ROUTE },
	{ "rule",	odd_rule,	4, NETLINK_ROUTE },
	{ "label",	odd_label,	4, NETLINK_NETFILTER },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

static unsigned long done[KINDS], refused[KINDS];

pid_t odd_neighbour;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static int netlink_socket(int protocol)
{
	int s = socket(AF_NETLINK, SOCK_RAW, protocol), size = 1 << 20;

	if (s < 0 || setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof(size)))
		die("netlink socket");
	return s;
}

/* The kernel answers during send(). Return: its error, 0 for none */
static int answer(int s)
{
	static uint8_t buffer[65536] __attribute__((aligned(8)));
	struct nlmsghdr *h;
	int error = 0;
	int len;

	while ((len = recv(s, buffer, sizeof(buffer), MSG_DONTWAIT)) > 0) {
		for (h = (void *)buffer; NLMSG_OK(h, len); h = NLMSG_NEXT(h, len))
			if (h->nlmsg_type == NLMSG_ERROR)
				error = ((struct nlmsgerr *)NLMSG_DATA(h))->error;
	}
	return error;
}

/* Kill the neighbour, or start one. */
static void another_neighbour(void)
{
	int ready[2];
	char c;

	if (odd_neighbour) {
		kill(odd_neighbour, SIGKILL);
		waitpid(odd_neighbour, NULL, 0);
		odd_neighbour = 0;
		return;
	}
	if (pipe(ready))
		die("pipe");
	odd_neighbour = fork();
	if (odd_neighbour < 0)
		die("fork");
	if (!odd_neighbour) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (unshare(CLONE_NEWNET))
			die("unshare");
		close(ready[1]);
		close(ready[0]);
		for (;;)
			pause();
	}
	close(ready[1]);
	if (read(ready[0], &c, 1))
		die("neighbour");
	close(ready[0]);
}

static unsigned int any_kind(void)
{
	unsigned int n = rnd(21), i;

	for (i = 0; n >= kinds[i].share; i++)
		n -= kinds[i].share;
	return i;
}

static void send_one(unsigned int kind, int s, int first_fd)
{
	static struct request r;
	static uint32_t seq;
	int fd;

	kinds[kind].make(&r);
	if (one_in(4))
		odd_mutate(&r);
	r.h.nlmsg_seq = ++seq;
	if (send(s, &r, r.h.nlmsg_len, 0) < 0 || answer(s))
		refused[kind]++;
	else
		done[kind]++;
	/* the namespace that the request named */
	for (fd = first_fd; fd < first_fd + 2; fd++)
		close(fd);
}

int main(int argc, char **argv)
{
	unsigned long count, n;
	int route, netfilter;
	unsigned int i;

	if (argc != 3) {
		fprintf(stderr, "usage: oddnetlink SEED COUNT\n");
		return 2;
	}
	rnd_seed(strtoull(argv[1], NULL, 0));
	count = strtoul(argv[2], NULL, 0);
	route = netlink_socket(NETLINK_ROUTE);
	netfilter = netlink_socket(NETLINK_NETFILTER);
	for (n = 0; n < count; n++) {
		if (n % 256 == 128)
			another_neighbour();
		i = any_kind();
		send_one(i, kinds[i].protocol == NETLINK_ROUTE ? route : netfilter,
			 netfilter + 1);
	}
	if (odd_neighbour)
		another_neighbour();
	for (i = 0; i < KINDS; i++)
		printf("%s %lu %lu\n", kinds[i].name, done[i], refused[i]);
	return 0;
}
