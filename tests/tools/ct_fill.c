// SPDX-License-Identifier: GPL-2.0
/*
 * ct_fill NUMBER
 *
 * Add NUMBER connections to the conntrack table of this network namespace: UDP from 10.x.x.x,
 * port 1000, to 203.0.113.1, port 53, translated to 192.0.2.2 and following, all different, with
 * a timeout of ten hours. One system call adds many of them, so this is a thousand times as fast
 * as conntrack(8).
 *
 * Exits 1 if the kernel refused one, 2 for other errors.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/netlink.h>

#define AT_ONCE 200

static _Alignas(struct nlmsghdr) char buffer[65536];
static size_t used;

static void die(const char *what)
{
	perror(what);
	exit(2);
}

static struct nlattr *put(int type, const void *data, int size)
{
	struct nlattr *a = (void *)(buffer + used);

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + size;
	memcpy(buffer + used + NLA_HDRLEN, data, size);
	used += NLA_ALIGN(a->nla_len);
	return a;
}

static struct nlattr *nest(int type)
{
	return put(type | NLA_F_NESTED, "", 0);
}

static void nest_end(struct nlattr *a)
{
	a->nla_len = buffer + used - (char *)a;
}

static void put_tuple(int type, __u32 src, __u32 dst, __u16 sport, __u16 dport)
{
	struct nlattr *tuple = nest(type), *part;
	__u8 udp = IPPROTO_UDP;

	src = htonl(src);
	dst = htonl(dst);
	sport = htons(sport);
	dport = htons(dport);
	part = nest(CTA_TUPLE_IP);
	put(CTA_IP_V4_SRC, &src, sizeof(src));
	put(CTA_IP_V4_DST, &dst, sizeof(dst));
	nest_end(part);
	part = nest(CTA_TUPLE_PROTO);
	put(CTA_PROTO_NUM, &udp, sizeof(udp));
	put(CTA_PROTO_SRC_PORT, &sport, sizeof(sport));
	put(CTA_PROTO_DST_PORT, &dport, sizeof(dport));
	nest_end(part);
	nest_end(tuple);
}

static void put_connection(unsigned int i, int flags)
{
	const __u32 server = 0xcb007101, outside = 0xc0000202;
	const struct nfgenmsg family = { .nfgen_family = AF_INET };
	struct nlmsghdr *h = (void *)(buffer + used);
	__u32 timeout = htonl(36000);

	memset(h, 0, sizeof(*h));
	h->nlmsg_type = NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW;
	h->nlmsg_flags = NLM_F_REQUEST | NLM_F_CREATE | NLM_F_EXCL | flags;
	memcpy(NLMSG_DATA(h), &family, sizeof(family));
	used += NLMSG_SPACE(sizeof(family));
	put_tuple(CTA_TUPLE_ORIG, 0x0a000000 + i, server, 1000, 53);
	/* connections with the same translated address differ in the reply's port */
	put_tuple(CTA_TUPLE_REPLY, server, outside + (i >> 16), 53, i);
	put(CTA_TIMEOUT, &timeout, sizeof(timeout));
	h->nlmsg_len = buffer + used - (char *)h;
}

/* The kernel answers errors, and the last message. */
static void wait_for_last(int s)
{
	_Alignas(struct nlmsghdr) char answer[8192];
	const struct nlmsghdr *h = (void *)answer;
	const struct nlmsgerr *e = NLMSG_DATA(h);

	if (recv(s, answer, sizeof(answer), 0) < 0)
		die("recv");
	if (h->nlmsg_type != NLMSG_ERROR || e->error) {
		fprintf(stderr, "refused: %s\n", strerror(-e->error));
		exit(1);
	}
}

int main(int argc, char **argv)
{
	int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
	unsigned int i, n;

	if (argc != 2 || sscanf(argv[1], "%u", &n) != 1 || n > 1 << 24) {
		fprintf(stderr, "usage: ct_fill NUMBER\n");
		return 2;
	}
	if (s < 0)
		die("socket");
	for (i = 0; i < n; i++) {
		int last = i == n - 1 || i % AT_ONCE == AT_ONCE - 1;

		put_connection(i, last ? NLM_F_ACK : 0);
		if (!last)
			continue;
		if (send(s, buffer, used, 0) < 0)
			die("send");
		used = 0;
		wait_for_last(s);
	}
	return 0;
}
