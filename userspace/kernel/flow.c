// SPDX-License-Identifier: GPL-2.0
/*
 * Connections from netlink, by libnetfilter_conntrack: libnl does not parse labels.
 */
#include <errno.h>
#include <string.h>
#include <libnetfilter_conntrack/libnetfilter_conntrack.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "base/message.h"
#include "base/parse.h"
#include "nl/request.h"
#include "kernel/flow.h"
#include "kernel/record.h"

static void copy_addr(const struct nf_conntrack *ct, int family, int attr4, int attr6,
		      struct prefix *p)
{
	const void *addr = nfct_get_attr(ct, family == AF_INET6 ? attr6 : attr4);

	if (!addr)
		return;
	p->family = family;
	p->len = 8 * prefix_bytes(family);
	memcpy(p->addr, addr, prefix_bytes(family));
}

static void copy_addrs(const struct nf_conntrack *ct, struct flow *f)
{
	copy_addr(ct, f->family, ATTR_ORIG_IPV4_SRC, ATTR_ORIG_IPV6_SRC, &f->original.src);
	copy_addr(ct, f->family, ATTR_ORIG_IPV4_DST, ATTR_ORIG_IPV6_DST, &f->original.dst);
	/* the translated source is the destination of the reply */
	copy_addr(ct, f->family, ATTR_REPL_IPV4_DST, ATTR_REPL_IPV6_DST, &f->translated.src);
	copy_addr(ct, f->family, ATTR_REPL_IPV4_SRC, ATTR_REPL_IPV6_SRC, &f->translated.dst);
}

static void copy_ports(const struct nf_conntrack *ct, struct flow *f)
{
	if (nfct_attr_is_set(ct, ATTR_ICMP_ID)) {
		f->has_id = true;
		f->original.sport = ntohs(nfct_get_attr_u16(ct, ATTR_ICMP_ID));
		f->translated.sport = f->original.sport;
		return;
	}
	if (!nfct_attr_is_set(ct, ATTR_ORIG_PORT_SRC))
		return;
	f->has_ports = true;
	f->original.sport = ntohs(nfct_get_attr_u16(ct, ATTR_ORIG_PORT_SRC));
	f->original.dport = ntohs(nfct_get_attr_u16(ct, ATTR_ORIG_PORT_DST));
	f->translated.sport = ntohs(nfct_get_attr_u16(ct, ATTR_REPL_PORT_DST));
	f->translated.dport = ntohs(nfct_get_attr_u16(ct, ATTR_REPL_PORT_SRC));
}

static void copy_counters(const struct nf_conntrack *ct, struct flow *f)
{
	f->has_counters = nfct_attr_is_set(ct, ATTR_ORIG_COUNTER_PACKETS);
	if (!f->has_counters)
		return;
	f->packets[0] = nfct_get_attr_u64(ct, ATTR_ORIG_COUNTER_PACKETS);
	f->packets[1] = nfct_get_attr_u64(ct, ATTR_REPL_COUNTER_PACKETS);
	f->bytes[0] = nfct_get_attr_u64(ct, ATTR_ORIG_COUNTER_BYTES);
	f->bytes[1] = nfct_get_attr_u64(ct, ATTR_REPL_COUNTER_BYTES);
}

/* The library keeps the labels in the words of the netlink message. */
static void copy_labels(const struct nf_conntrack *ct, struct flow *f)
{
	const struct nfct_bitmask *labels = nfct_get_attr(ct, ATTR_CONNLABELS);
	__u32 word[NVI_LABEL_WORDS] = { };
	unsigned int bit;

	if (!labels)
		return;
	for (bit = 0; bit < 32 * NVI_LABEL_WORDS && bit <= nfct_bitmask_maxbit(labels); bit++)
		if (nfct_bitmask_test_bit(labels, bit))
			word[bit / 32] |= 1U << bit % 32;
	record_decode(word, sizeof(word), &f->record);
}

/**
 * flow_parse() - parse a message of ctnetlink
 * @msg: the message
 * @flow: the result
 *
 * Return: 0 or a negative errno
 */
int flow_parse(const struct nlmsghdr *msg, struct flow *flow)
{
	struct nf_conntrack *ct = nfct_new();

	memset(flow, 0, sizeof(*flow));
	if (!ct)
		return -ENOMEM;
	if (nlmsg_datalen(msg) < (int)sizeof(struct nfgenmsg) || nfct_nlmsg_parse(msg, ct) < 0) {
		nfct_destroy(ct);
		return -EBADMSG;
	}
	flow->family = nfct_get_attr_u8(ct, ATTR_L3PROTO);
	flow->proto = nfct_get_attr_u8(ct, ATTR_L4PROTO);
	flow->mark = nfct_get_attr_u32(ct, ATTR_MARK);
	flow->status = nfct_get_attr_u32(ct, ATTR_STATUS);
	flow->timeout = nfct_get_attr_u32(ct, ATTR_TIMEOUT);
	copy_addrs(ct, flow);
	copy_ports(ct, flow);
	copy_counters(ct, flow);
	copy_labels(ct, flow);
	nfct_destroy(ct);
	return 0;
}

struct stream {
	int (*show)(const struct flow *flow, void *arg);
	void *arg;
	int pass;
};

static int stream_one(const struct nlmsghdr *msg, void *arg)
{
	struct stream *s = arg;
	struct flow flow;

	if (!msg) {
		s->pass++;
		return 0;
	}
	/* connections of the first pass are printed already */
	if (s->pass > 1)
		return -EINTR;
	if (flow_parse(msg, &flow))
		return 0;
	return s->show(&flow, s->arg);
}

/**
 * flows_each() - list connections
 * @family: AF_INET, AF_INET6 or AF_UNSPEC
 * @show: called for each; a negative errno ends the list
 * @arg: for @show
 *
 * Return: 0, or REFUSED after a message
 */
int flows_each(int family, int (*show)(const struct flow *flow, void *arg), void *arg)
{
	struct nfgenmsg header = { .nfgen_family = family };
	struct stream stream = { show, arg, 0 };
	struct nl_msg *msg;
	int err = request_flush();

	if (err)
		return err;
	msg = knl_new(NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET, 0, &header,
		      sizeof(header));
	err = knl_dump(knl_netfilter(), msg, stream_one, &stream);
	if (err == -EPERM)
		return refuse("cannot list connections: this needs CAP_NET_ADMIN in the network namespace (be root)");
	if (err == -EINVAL || err == -EOPNOTSUPP)
		return refuse("cannot list connections: the kernel has no module nf_conntrack_netlink");
	if (err == -EINTR)
		return refuse("the table changed while it was listed; try again");
	return err ? refuse("cannot list connections: %s", knl_reason(err, knl_said())) : 0;
}

/**
 * tuple_same() - true if two tuples have the same addresses and ports
 * @a: one
 * @b: the other
 */
bool tuple_same(const struct tuple *a, const struct tuple *b)
{
	return a->sport == b->sport && a->dport == b->dport &&
	       !memcmp(a->src.addr, b->src.addr, sizeof(a->src.addr)) &&
	       !memcmp(a->dst.addr, b->dst.addr, sizeof(a->dst.addr));
}
