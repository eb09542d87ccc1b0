// SPDX-License-Identifier: GPL-2.0
/*
 * oddpackets [-b] [-o] [-x CLASS] DEVICE SEED COUNT
 *
 * Send COUNT packets by a device, straight to its driver (AF_PACKET), half of them with a
 * virtio_net_hdr: valid packets of the connections in valid.c, and odd packets made from them.
 * The same SEED makes the same packets.
 *
 *   -b  bypass the queue and taps (PACKET_QDISC_BYPASS)
 *   -o  packets from the outside, not from the inside
 *   -x  no packets of this class; may be repeated
 *
 * Prints a line for each class: its name, the packets that the device got, and those that the
 * kernel refused (too long for the device, for example).
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>
#include <linux/if_arp.h>
#include <linux/if_packet.h>

#include "odd.h"

static const struct class {
	const char *name;
	void (*make)(struct odd *o, enum odd_side side);
	unsigned int share;
} classes[] = {
	{ "plain",	odd_plain,	24 },
	{ "length",	odd_length,	4 },
	{ "options",	odd_options,	6 },
	{ "truncated",	odd_truncated,	4 },
	{ "fragment",	odd_fragment,	8 },
	{ "extension",	odd_extension,	6 },
	{ "gso",	odd_gso,	6 },
	{ "checksum",	odd_checksum,	6 },
	{ "protocol",	odd_protocol,	6 },
	{ "address",	odd_address,	6 },
	{ "size",	odd_size,	4 },
	{ "error",	odd_error,	8 },
	{ "tunnel",	odd_tunnel,	8 },
	{ "noise",	odd_noise,	3 },
	{ "not_ip",	odd_not_ip,	4 },
	{ "vlan",	odd_vlan,	4 },
};

#define CLASSES (sizeof(classes) / sizeof(*classes))

static struct {
	unsigned long sent, refused;
	bool out;
} class_of[CLASSES];

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static int packet_socket(bool vnet, bool bypass)
{
	int s = socket(AF_PACKET, SOCK_RAW, 0), on = 1, size = 4 << 20;

	if (s < 0)
		die("socket");
	if ((vnet && setsockopt(s, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof(on))) ||
	    (bypass && setsockopt(s, SOL_PACKET, PACKET_QDISC_BYPASS, &on,
				  sizeof(on))) ||
	    setsockopt(s, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size)))
		die("setsockopt");
	return s;
}

static bool is_ethernet(const char *device)
{
	struct ifreq r = {};
	int s = socket(AF_PACKET, SOCK_RAW, 0);

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", device);
	if (s < 0 || ioctl(s, SIOCGIFHWADDR, &r))
		die(device);
	close(s);
	return r.ifr_hwaddr.sa_family == ARPHRD_ETHER;
}

/* Return: true if the kernel accepted the packet */
static bool give(int s, bool vnet, struct odd *o, int ifindex)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = ifindex,
		.sll_protocol = htons(one_in(64) ? rnd(65536) : o->proto),
		.sll_halen = ETH_ALEN,
	};
	struct iovec v[] = {
		{ &o->vnet, vnet ? sizeof(o->vnet) : 0 },
		{ o->room + ODD_FRONT - o->front, o->front + o->len },
	};
	struct msghdr m = {
		.msg_name = &to, .msg_namelen = sizeof(to),
		.msg_iov = v, .msg_iovlen = 2,
	};

	if (sendmsg(s, &m, 0) >= 0)
		return true;
	if (errno == ENXIO || errno == EPERM || errno == EBADF)
		die("sendmsg");
	return false;
}

static unsigned int any_class(void)
{
	unsigned int n, i;

	do {
		n = rnd(107);
		for (i = 0; i < CLASSES - 1 && n >= classes[i].share; i++)
			n -= classes[i].share;
	} while (class_of[i].out);
	return i;
}

static void leave_out(const char *name)
{
	unsigned int i;

	for (i = 0; i < CLASSES; i++) {
		if (!strcmp(classes[i].name, name)) {
			class_of[i].out = true;
			return;
		}
	}
	fprintf(stderr, "oddpackets: no class is called %s\n", name);
	exit(2);
}

static void send_all(const char *device, unsigned long count, bool bypass,
		     enum odd_side side)
{
	int s[] = { packet_socket(false, bypass), packet_socket(true, bypass) };
	bool ethernet = is_ethernet(device), vnet;
	int ifindex = if_nametoindex(device);
	static struct odd o;
	unsigned int i;

	while (count--) {
		i = any_class();
		classes[i].make(&o, side);
		vnet = o.use_vnet || one_in(2);
		if (ethernet)
			odd_frame(&o, side);
		if (give(s[vnet], vnet, &o, ifindex))
			class_of[i].sent++;
		else
			class_of[i].refused++;
	}
}

int main(int argc, char **argv)
{
	enum odd_side side = ODD_INSIDE;
	bool bypass = false;
	unsigned int i;
	int option;

	while ((option = getopt(argc, argv, "box:")) != -1) {
		switch (option) {
		case 'b': bypass = true; break;
		case 'o': side = ODD_OUTSIDE; break;
		case 'x': leave_out(optarg); break;
		default: return 2;
		}
	}
	if (argc - optind != 3) {
		fprintf(stderr, "usage: oddpackets [-b] [-o] [-x CLASS] DEVICE SEED COUNT\n");
		return 2;
	}
	rnd_seed(strtoull(argv[optind + 1], NULL, 0));
	send_all(argv[optind], strtoul(argv[optind + 2], NULL, 0), bypass, side);
	for (i = 0; i < CLASSES; i++)
		if (!class_of[i].out)
			printf("%s %lu %lu\n", classes[i].name,
			       class_of[i].sent, class_of[i].refused);
	return 0;
}
