// SPDX-License-Identifier: GPL-2.0
/*
 * mix LAN DEVICE MAC HOST  WAN DEVICE MAC PUBLIC  DESTINATION
 *
 * Traffic of many hosts, as a router sees it: UDP packets (60 octets, 80 for IPv6) of 10,000
 * connections from 250 hosts (HOST and the following addresses) to 4,000 destinations
 * (DESTINATION and the following), in both directions. Packets of the hosts leave by DEVICE of
 * network namespace LAN to MAC. Answers leave by WAN's device to PUBLIC, the hosts' translated
 * address, with different ports; or to the hosts themselves, if PUBLIC is "-".
 *
 * A tenth of the packets begin new connections: one of each ten steps replaces a random
 * connection of the list by a new one, and sends its first packet. All other steps take a
 * connection by its place in the list, and send its first answer, or, after that, a packet in a
 * random direction. Places, and destinations of new connections, have Zipf's weights: the nth
 * is taken 1/n times as often as the first. The random numbers are the same in each run.
 *
 * Executes the lines of stdin, and prints a line for each:
 *
 *   open N   each connection sends a packet, gets an answer and sends another; N times
 *   send N   N steps
 *   check N  N steps; each packet must arrive with the right addresses and ports
 *
 * The line has the nanoseconds until the kernel has processed the last packet, the packets of
 * the hosts and the answers. Exits 1 if a packet was refused or did not arrive, 2 for other
 * errors.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../shared/random.h"
#include "../shared/udp.h"

#define CONNECTIONS	10000
#define DESTINATIONS	4000
#define HOSTS		250
#define FIRST_PORT	1024
#define PORTS		64000	/* no two connections have the same */
#define SERVER_PORT	9

struct connection {
	uint16_t host, destination, port;
	bool answered;
};

struct side {
	const char *ns, *device;
	struct udp_frame frame;
	int out, in;
	long sent;
};

static struct connection connections[CONNECTIONS];
static uint8_t hosts[HOSTS][16], destinations[DESTINATIONS][16];
static const uint8_t *public;
static uint32_t places[CONNECTIONS], ranks[DESTINATIONS];
static struct side lan, wan;
static unsigned int ports;
static int family;

/* Fill in the cumulative sums of the weights 1, 1/2, 1/3, ... */
static void weigh(uint32_t *sum, unsigned int n)
{
	uint32_t total = 0;
	unsigned int i;

	for (i = 0; i < n; i++) {
		total += (1U << 28) / (i + 1);
		sum[i] = total;
	}
}

/* Return: a random index with these weights */
static unsigned int zipf(const uint32_t *sum, unsigned int n)
{
	uint32_t r = rnd(sum[n - 1]);
	unsigned int low = 0, high = n - 1;

	while (low < high) {
		unsigned int middle = (low + high) / 2;

		if (sum[middle] > r)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Open a socket of one side; the process stays in its namespace */
static int open_side(const struct side *side, int protocol)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", side->ns);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET)) {
		perror(path);
		exit(2);
	}
	close(fd);
	return udp_open(side->device, protocol);
}

/* Wait until the packet that FROM has sent arrives at AT and matches the frame WANT */
static void check(const struct side *from, const struct side *at, const struct udp_frame *want)
{
	struct pollfd ready = { .fd = at->in, .events = POLLIN };
	uint8_t data[2 * UDP_FRAME_MAX];
	ssize_t n;

	do {
		if (poll(&ready, 1, 2000) <= 0) {
			fprintf(stderr, "mix: packet %ld of %s did not arrive\n", from->sent, from->ns);
			exit(1);
		}
		n = recv(at->in, data, sizeof(data), 0);
	} while (n >= 0 && !udp_same(want, data, n));
}

static void out(const struct connection *c)
{
	struct udp_frame want = lan.frame;

	udp_put(&lan.frame, hosts[c->host], destinations[c->destination], c->port, SERVER_PORT);
	udp_send(lan.out, &lan.frame);
	lan.sent++;
	if (wan.in < 0)
		return;
	udp_put(&want, public ? public : hosts[c->host], destinations[c->destination], c->port,
		SERVER_PORT);
	check(&lan, &wan, &want);
}

static void answer(struct connection *c)
{
	struct udp_frame want = wan.frame;

	udp_put(&wan.frame, destinations[c->destination], public ? public : hosts[c->host],
		SERVER_PORT, c->port);
	udp_send(wan.out, &wan.frame);
	wan.sent++;
	c->answered = true;
	if (lan.in < 0)
		return;
	udp_put(&want, destinations[c->destination], hosts[c->host], SERVER_PORT, c->port);
	check(&wan, &lan, &want);
}

static void renew(struct connection *c)
{
	if (ports == PORTS) {
		fprintf(stderr, "mix: no port is left\n");
		exit(2);
	}
	c->host = rnd(HOSTS);
	c->destination = zipf(ranks, DESTINATIONS);
	c->port = FIRST_PORT + ports++;
	c->answered = false;
}

static void open_all(long times)
{
	int i;

	while (times-- > 0)
		for (i = 0; i < CONNECTIONS; i++) {
			out(&connections[i]);
			answer(&connections[i]);
			out(&connections[i]);
		}
}

static void steps(long n)
{
	static unsigned int step, new;
	struct connection *c;

	while (n-- > 0) {
		if (!step)
			new = rnd(10);
		if (step == new) {
			c = &connections[rnd(CONNECTIONS)];
			renew(c);
			out(c);
		} else {
			c = &connections[zipf(places, CONNECTIONS)];
			if (!c->answered || one_in(2))
				answer(c);
			else
				out(c);
		}
		step = (step + 1) % 10;
	}
}

static void attend(bool yes)
{
	if (yes) {
		lan.in = open_side(&lan, ETH_P_ALL);
		wan.in = open_side(&wan, ETH_P_ALL);
	} else if (lan.in >= 0) {
		close(lan.in);
		close(wan.in);
		lan.in = -1;
		wan.in = -1;
	}
}

static bool parse(char **argv)
{
	static uint8_t router[16];
	uint8_t host[16], destination[16];
	int i;

	lan = (struct side){ .ns = argv[1], .device = argv[2], .in = -1 };
	wan = (struct side){ .ns = argv[5], .device = argv[6], .in = -1 };
	family = strchr(argv[4], ':') ? AF_INET6 : AF_INET;
	if (strcmp(argv[8], "-"))
		public = router;
	if (!udp_init(&lan.frame, family, argv[3]) || !udp_init(&wan.frame, family, argv[7]) ||
	    inet_pton(family, argv[4], host) != 1 || inet_pton(family, argv[9], destination) != 1 ||
	    (public && inet_pton(family, argv[8], router) != 1))
		return false;
	for (i = 0; i < HOSTS; i++)
		udp_step(hosts[i], host, family, i);
	for (i = 0; i < DESTINATIONS; i++)
		udp_step(destinations[i], destination, family, i);
	return true;
}

int main(int argc, char **argv)
{
	char line[64], word[8];
	long long t;
	long n;
	int i;

	if (argc != 10 || !parse(argv)) {
		fprintf(stderr, "usage: mix LAN DEVICE MAC HOST WAN DEVICE MAC PUBLIC DESTINATION\n");
		return 2;
	}
	lan.out = open_side(&lan, 0);
	wan.out = open_side(&wan, 0);
	weigh(places, CONNECTIONS);
	weigh(ranks, DESTINATIONS);
	rnd_seed(1);
	for (i = 0; i < CONNECTIONS; i++)
		renew(&connections[i]);
	while (fgets(line, sizeof(line), stdin)) {
		if (sscanf(line, "%7s %ld", word, &n) != 2)
			return 2;
		lan.sent = 0;
		wan.sent = 0;
		attend(!strcmp(word, "check"));
		t = udp_now();
		if (!strcmp(word, "open"))
			open_all(n);
		else
			steps(n);
		t = udp_drained() - t;
		attend(false);
		printf("%lld %ld %ld\n", t, lan.sent, wan.sent);
		fflush(stdout);
	}
	return 0;
}
