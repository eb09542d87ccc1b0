// SPDX-License-Identifier: GPL-2.0
/*
 * nfq_hold QUEUE
 *
 * Receive the packets of an NFQUEUE and hold them. Print the number held, a line for each packet.
 * SIGUSR1 accepts them all. When the program is killed, the kernel drops the held packets.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/netfilter.h>
#include <linux/netlink.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_queue.h>

static uint16_t queue;
static int s;
static unsigned int held;
static uint32_t last;

static void send_config(int message, int type, const void *data, int size)
{
	struct {
		struct nlmsghdr h;
		struct nfgenmsg g;
		char attribute[64];
	} m = {
		.h.nlmsg_type = NFNL_SUBSYS_QUEUE << 8 | message,
		.h.nlmsg_flags = NLM_F_REQUEST,
		.g.version = NFNETLINK_V0,
		.g.res_id = htons(queue),
	};
	struct nlattr *a = (void *)m.attribute;

	a->nla_type = type;
	a->nla_len = NLA_HDRLEN + size;
	memcpy(m.attribute + NLA_HDRLEN, data, size);
	m.h.nlmsg_len = NLMSG_LENGTH(sizeof(m.g)) + NLA_ALIGN(a->nla_len);
	if (message == NFQNL_MSG_CONFIG)
		m.h.nlmsg_flags |= NLM_F_ACK;
	if (send(s, &m, m.h.nlmsg_len, 0) < 0) {
		perror("send");
		exit(1);
	}
}

/* Wait for the answer to send_config(). */
static void configured(void)
{
	char buf[4096] __attribute__((aligned(8)));
	struct nlmsghdr *h = (void *)buf;
	struct nlmsgerr *e = NLMSG_DATA(h);

	if (recv(s, buf, sizeof(buf), 0) < 0 || h->nlmsg_type != NLMSG_ERROR ||
	    e->error) {
		fprintf(stderr, "nfq_hold: refused\n");
		exit(1);
	}
}

/* (send() may be called in a signal handler, printf() may not) */
static void on_usr1(int signal)
{
	struct nfqnl_msg_verdict_hdr accept = {
		.verdict = htonl(NF_ACCEPT),
		.id = htonl(last),
	};

	(void)signal;
	send_config(NFQNL_MSG_VERDICT_BATCH, NFQA_VERDICT_HDR, &accept,
		    sizeof(accept));
}

static void hold(void)
{
	char buf[65536] __attribute__((aligned(8)));
	struct nlmsghdr *h = (void *)buf;
	ssize_t n = recv(s, buf, sizeof(buf), 0);

	if (n < 0 && errno == EINTR)
		return;
	if (n < 0) {
		perror("recv");
		exit(1);
	}
	for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
		struct nlattr *a = (void *)h + NLMSG_LENGTH(sizeof(struct nfgenmsg));
		char *end = (char *)h + h->nlmsg_len;

		if ((h->nlmsg_type & 0xff) != NFQNL_MSG_PACKET)
			continue;
		for (; (char *)a < end; a = (void *)a + NLA_ALIGN(a->nla_len)) {
			struct nfqnl_msg_packet_hdr *p = (void *)a + NLA_HDRLEN;

			if ((a->nla_type & NLA_TYPE_MASK) == NFQA_PACKET_HDR)
				last = ntohl(p->packet_id);
		}
		printf("%u\n", ++held);
	}
}

int main(int argc, char **argv)
{
	struct nfqnl_msg_config_cmd bind = { .command = NFQNL_CFG_CMD_BIND };
	struct nfqnl_msg_config_params meta = { .copy_mode = NFQNL_COPY_META };
	struct sigaction usr1 = { .sa_handler = on_usr1 };

	if (argc != 2) {
		fprintf(stderr, "usage: nfq_hold QUEUE\n");
		return 2;
	}
	queue = atoi(argv[1]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	s = socket(AF_NETLINK, SOCK_RAW, NETLINK_NETFILTER);
	if (s < 0) {
		perror("socket");
		return 1;
	}
	sigaction(SIGUSR1, &usr1, NULL);
	send_config(NFQNL_MSG_CONFIG, NFQA_CFG_CMD, &bind, sizeof(bind));
	configured();
	send_config(NFQNL_MSG_CONFIG, NFQA_CFG_PARAMS, &meta, sizeof(meta));
	configured();
	puts("0");
	for (;;)
		hold();
}
