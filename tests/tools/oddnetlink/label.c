// SPDX-License-Identifier: GPL-2.0
/* ctnetlink: connections, and the labels that hold nvi's record */
#include <string.h>
#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "odd.h"

/* One of 64 UDP connections of the router of tests/odd.sh, or a new one */
static void put_tuple(struct request *r, int type, unsigned int n, bool reply)
{
	uint32_t host = htonl(0x0a00000a), server = htonl(0xcb007101);
	uint16_t sport = htons(reply ? 80 : 1000 + n), dport = htons(reply ? 1000 + n : 80);
	struct nlattr *tuple = odd_nest(r, type | NLA_F_NESTED), *part;

	part = odd_nest(r, CTA_TUPLE_IP | NLA_F_NESTED);
	odd_put(r, CTA_IP_V4_SRC, reply ? &server : &host, 4);
	odd_put(r, CTA_IP_V4_DST, reply ? &host : &server, 4);
	odd_nest_end(r, part);
	part = odd_nest(r, CTA_TUPLE_PROTO | NLA_F_NESTED);
	odd_put8(r, CTA_PROTO_NUM, 17);
	odd_put(r, CTA_PROTO_SRC_PORT, &sport, 2);
	odd_put(r, CTA_PROTO_DST_PORT, &dport, 2);
	odd_nest_end(r, part);
	odd_nest_end(r, tuple);
}

/* 16 octets are valid; other multiples of 4 may be */
static void put_labels(struct request *r, int type)
{
	uint32_t words[64];
	unsigned int i;

	for (i = 0; i < 64; i++)	/* small numbers may be an ifindex */
		words[i] = one_in(2) ? rnd(0) : rnd(32);
	odd_put(r, type, words, one_in(8) ? rnd(sizeof(words)) :
				one_in(4) ? 4 * rnd(8) : 16);
}

void odd_label(struct request *r)
{
	static const int types[] = {
		IPCTNL_MSG_CT_NEW, IPCTNL_MSG_CT_NEW, IPCTNL_MSG_CT_NEW,
		IPCTNL_MSG_CT_DELETE, IPCTNL_MSG_CT_GET,
	};
	int type = types[rnd(5)], flags = 0;
	unsigned int n = rnd(64);
	struct nfgenmsg *h;

	if (type == IPCTNL_MSG_CT_NEW && one_in(2))
		flags = NLM_F_CREATE | (one_in(2) ? NLM_F_EXCL : 0);
	else if (type == IPCTNL_MSG_CT_GET && one_in(4))
		flags = NLM_F_DUMP;
	h = odd_header(r, NFNL_SUBSYS_CTNETLINK << 8 | type, flags, sizeof(*h));
	h->nfgen_family = one_in(32) ? rnd(256) : AF_INET;
	/* (a DELETE without a tuple is a flush, which happens now and then) */
	if (!one_in(64))
		put_tuple(r, CTA_TUPLE_ORIG, n, false);
	if (flags & NLM_F_CREATE) {
		put_tuple(r, CTA_TUPLE_REPLY, n, true);
		odd_put32(r, CTA_TIMEOUT, htonl(1 + rnd(600)));
	}
	if (type != IPCTNL_MSG_CT_NEW)
		return;
	if (!one_in(8))
		put_labels(r, CTA_LABELS);
	if (one_in(2))
		put_labels(r, CTA_LABELS_MASK);
	if (one_in(8))
		odd_put_any(r, rnd(32));
}
