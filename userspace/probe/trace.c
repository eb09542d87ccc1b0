// SPDX-License-Identifier: GPL-2.0
/*
 * The traces of a probe: NFT_MSG_TRACE, written by nf_tables_trace.c of the kernel,
 * one for each rule that matched and each end of a chain.  The first of a chain
 * includes the packet; in newer kernels it includes nothing else.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include "base/message.h"
#include "nl/attr.h"
#include "nl/nl.h"
#include "kernel/flow.h"
#include "probe/probe.h"

/* milliseconds without a trace after which a probe counts as lost */
#define PATIENCE 1000

/* the traces of one packet */
struct trace {
	const char *table;
	struct probe *probe;
	__u32 id;		/* the kernel's number of the packet */
	struct tuple packet;	/* at the beginning of the chain */
	__u32 oif;
	bool done;
};

/* The current addresses, and the ports of protocols that have them */
static void take_headers(struct nlattr *const *tb, struct tuple *t)
{
	struct nlattr *net = tb[NFTA_TRACE_NETWORK_HEADER];
	struct nlattr *upper = tb[NFTA_TRACE_TRANSPORT_HEADER];
	int bytes, off;
	__u16 ports[2];

	if (!net || nla_len(net) < 20)
		return;
	bytes = nla_len(net) < 40 ? 4 : 16;
	off = bytes == 4 ? 12 : 8;
	t->src.family = bytes == 4 ? AF_INET : AF_INET6;
	t->src.len = 8 * bytes;
	t->dst = t->src;
	memcpy(t->src.addr, (char *)nla_data(net) + off, bytes);
	memcpy(t->dst.addr, (char *)nla_data(net) + off + bytes, bytes);
	if (upper && nla_len(upper) >= 8) {
		memcpy(ports, nla_data(upper), sizeof(ports));
		t->sport = ntohs(ports[0]);
		t->dport = ntohs(ports[1]);
	}
}

/* The chain and rule that dropped the packet, in the terms of nft(8) */
static void name_place(struct probe *probe, int family, struct nlattr *const *tb)
{
	const char *name = family == NFPROTO_INET ? "inet" : family == NFPROTO_IPV4 ? "ip" :
			   family == NFPROTO_IPV6 ? "ip6" : family == NFPROTO_NETDEV ? "netdev" :
			   family == NFPROTO_BRIDGE ? "bridge" : "arp";
	struct nlattr *handle = tb[NFTA_TRACE_RULE_HANDLE];
	__u64 number = 0;
	char what[48] = "its policy";

	if (handle) {
		memcpy(&number, nla_data(handle), sizeof(number));
		snprintf(what, sizeof(what), "rule with handle %llu",
			 (unsigned long long)be64toh(number));
	}
	snprintf(probe->where, sizeof(probe->where), "table %s %s, chain %s, %s", name,
		 nla_get_string(tb[NFTA_TRACE_TABLE]), nla_get_string(tb[NFTA_TRACE_CHAIN]), what);
}

/* An event of the watch's own table */
static void own_event(struct trace *t, const char *chain, struct nlattr *const *tb)
{
	bool matched = tb[NFTA_TRACE_RULE_HANDLE];
	struct probe *probe = t->probe;

	take_headers(tb, &t->packet);
	if (tb[NFTA_TRACE_OIF])
		t->oif = attr_be32(tb[NFTA_TRACE_OIF]);
	if (!strcmp(chain, "pre") && matched) {
		t->id = attr_be32(tb[NFTA_TRACE_ID]);
		probe->stage++;
		probe->hook = "PRE_ROUTING";
		if (probe->stage == 2)
			probe->translated = t->packet;
	} else if (!strcmp(chain, "forward")) {
		probe->hook = "FORWARD";
	} else if (matched) {
		t->done = true;
		probe->end = !strcmp(chain, "post") ? PROBE_OUT : PROBE_LOCAL;
		probe->oif = t->oif;
	} else if (!strcmp(chain, "post")) {
		probe->hook = "POST_ROUTING";
	}
}

static void verdict_of(struct trace *t, int family, struct nlattr *const *tb)
{
	struct nlattr *v[NFTA_VERDICT_MAX + 1] = { };
	struct nlattr *verdict = tb[NFTA_TRACE_VERDICT];

	if (tb[NFTA_TRACE_POLICY]) {
		if (attr_be32(tb[NFTA_TRACE_POLICY]) == NF_ACCEPT)
			return;
		t->probe->end = PROBE_DROPPED;
	} else {
		if (!verdict || nla_parse_nested(v, NFTA_VERDICT_MAX, verdict, NULL) ||
		    !v[NFTA_VERDICT_CODE])
			return;
		switch (attr_be32(v[NFTA_VERDICT_CODE]) & NF_VERDICT_MASK) {
		case NF_DROP:
			t->probe->end = PROBE_DROPPED;
			break;
		case NF_STOLEN:
		case NF_QUEUE:
			t->probe->end = PROBE_TAKEN;
			break;
		default:
			return;
		}
	}
	name_place(t->probe, family, tb);
	t->done = true;
}

static void take_event(struct trace *t, const struct nlmsghdr *h)
{
	const struct nfgenmsg *nfg = nlmsg_data((struct nlmsghdr *)h);
	struct nlattr *tb[NFTA_TRACE_MAX + 1] = { };
	const char *table, *chain;
	bool own;

	if (h->nlmsg_type != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_TRACE) ||
	    nlmsg_parse((struct nlmsghdr *)h, sizeof(*nfg), tb, NFTA_TRACE_MAX, NULL) ||
	    !tb[NFTA_TRACE_TABLE] || !tb[NFTA_TRACE_CHAIN])
		return;
	table = nla_get_string(tb[NFTA_TRACE_TABLE]);
	chain = nla_get_string(tb[NFTA_TRACE_CHAIN]);
	own = !strcmp(table, t->table);
	/* other packets may be traced, too */
	if (own)
		own_event(t, chain, tb);
	else if (t->probe->stage && attr_be32(tb[NFTA_TRACE_ID]) == t->id &&
		 (tb[NFTA_TRACE_RULE_HANDLE] || tb[NFTA_TRACE_POLICY]))
		verdict_of(t, nfg->nfgen_family, tb);
}

/**
 * watch_follow() - follow a probe until it ends or is lost
 * @watch: was opened before the probe was sent
 * @probe: the result
 *
 * Return: 0, or REFUSED after a message
 */
int watch_follow(struct watch *watch, struct probe *probe)
{
	struct pollfd fd = { .fd = nl_socket_get_fd(watch->sock), .events = POLLIN };
	struct trace trace = { .table = watch->table, .probe = probe };
	struct sockaddr_nl from;
	unsigned char *buf;
	struct nlmsghdr *h;
	int len;

	while (!trace.done && poll(&fd, 1, PATIENCE) > 0) {
		buf = NULL;
		len = nl_recv(watch->sock, &from, &buf, NULL);
		if (len <= 0)
			return refuse("cannot read the traces of a probe: %s", nl_geterror(len));
		for (h = (struct nlmsghdr *)buf; !trace.done && nlmsg_ok(h, len);
		     h = nlmsg_next(h, &len))
			take_event(&trace, h);
		free(buf);
	}
	return 0;
}
