// SPDX-License-Identifier: GPL-2.0
/*
 * A mock kernel whose answers are valid, so that commands run to their end.
 * Its answers are also the seeds of the fuzzer replies.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/nvi.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>

#include "fuzz.h"

#define NVICTL 0x6e
#define CT_GET (NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET)
#define CT_NEW (NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW)

static struct nl_msg *begin(int type, const void *header, size_t len)
{
	struct nl_msg *m = nlmsg_alloc_simple(type, 0);

	nlmsg_append(m, (void *)header, len, NLMSG_ALIGNTO);
	return m;
}

static void end(struct nl_msg *m, __u32 seq, struct answer *to)
{
	struct nlmsghdr *h = nlmsg_hdr(m);

	h->nlmsg_seq = seq;
	if (to->len + NLMSG_ALIGN(h->nlmsg_len) <= sizeof(to->data)) {
		memcpy(to->data + to->len, h, NLMSG_ALIGN(h->nlmsg_len));
		to->len += NLMSG_ALIGN(h->nlmsg_len);
	}
	nlmsg_free(m);
}

static void say_done(__u32 seq, struct answer *to)
{
	int err = 0;

	end(begin(NLMSG_DONE, &err, sizeof(err)), seq, to);
}

static void say_error(const struct nlmsghdr *request, int err, struct answer *to)
{
	struct nlmsgerr e = { .error = err, .msg = *request };
	struct nl_msg *m = begin(NLMSG_ERROR, &e, sizeof(e));

	if (err) {
		nlmsg_hdr(m)->nlmsg_flags = NLM_F_CAPPED | NLM_F_ACK_TLVS;
		nla_put_u32(m, NLMSGERR_ATTR_OFFS, 16);
		nla_put_string(m, NLMSGERR_ATTR_MSG, "the kernel says no");
	}
	end(m, request->nlmsg_seq, to);
}

static void say_link(int index, const char *name, __u32 seq, struct answer *to)
{
	struct ifinfomsg ifi = { .ifi_index = index, .ifi_flags = IFF_UP | IFF_NOARP };
	struct rtnl_link_stats64 stats = { .tx_packets = 7, .tx_bytes = 1 << 20 };
	struct nl_msg *m = begin(RTM_NEWLINK, &ifi, sizeof(ifi));
	struct nlattr *info, *data;
	int i;

	nla_put_string(m, IFLA_IFNAME, name);
	nla_put_u32(m, IFLA_MTU, 1500);
	nla_put_u32(m, IFLA_TXQLEN, 1000);
	nla_put_u8(m, IFLA_OPERSTATE, IF_OPER_UP);
	nla_put(m, IFLA_STATS64, sizeof(stats), &stats);
	info = nla_nest_start(m, IFLA_LINKINFO);
	nla_put_string(m, IFLA_INFO_KIND, strncmp(name, "nv", 2) ? "dummy" : NVI_KIND);
	data = nla_nest_start(m, IFLA_INFO_DATA);
	for (i = 1; i <= IFLA_NVI_MAX; i++)
		if (i == IFLA_NVI_MARK || i == IFLA_NVI_MARK_MASK ||
		    i == IFLA_NVI_FAST_MARK || i == IFLA_NVI_FAST_MASK)
			nla_put_u32(m, i, 0xff00);
		else
			nla_put_u8(m, i, name[2] == 'r' ? NVI_MODE_REFLECT : 1);
	nla_nest_end(m, data);
	nla_nest_end(m, info);
	end(m, seq, to);
}

static void answer_link(const struct nlmsghdr *request, struct answer *to)
{
	const struct nlattr *name = nlmsg_find_attr((struct nlmsghdr *)request,
						    sizeof(struct ifinfomsg), IFLA_IFNAME);

	if (!name) {
		say_link(3, "nvi3", request->nlmsg_seq, to);
		say_link(4, "nv\"i\n\xc3", request->nlmsg_seq, to);
		say_link(5, "nvi5\xff\\\t", request->nlmsg_seq, to);
		say_done(request->nlmsg_seq, to);
	} else if (*nla_get_string(name) == 'x') {
		say_error(request, -ENODEV, to);
	} else {
		say_link(3 + (nla_get_string(name)[nla_len(name) - 2] & 3),
			 nla_get_string(name), request->nlmsg_seq, to);
		say_error(request, 0, to);
	}
}

static void say_rule(int family, __u32 priority, __u32 table, __u8 action, __u8 maker,
		     __u32 seq, struct answer *to)
{
	struct fib_rule_hdr h = {
		.family = family, .action = action, .src_len = priority % 3 ? 24 : 0,
	};
	struct fib_rule_port_range ports = { 1, priority % 65535 };
	struct fib_rule_uid_range uid = { 0, priority };
	struct nl_msg *m = begin(RTM_NEWRULE, &h, sizeof(h));
	__u8 addr[16] = { 192, 0, 2 };

	nla_put_u32(m, FRA_PRIORITY, priority);
	nla_put_u32(m, FRA_TABLE, table);
	nla_put_u8(m, FRA_PROTOCOL, maker);
	nla_put_u32(m, FRA_SUPPRESS_PREFIXLEN, priority == 9999 ? 0 : 0xffffffff);
	if (action == FR_ACT_GOTO)
		nla_put_u32(m, FRA_GOTO, 32766);
	if (priority % 3) {
		nla_put(m, FRA_SRC, family == AF_INET6 ? 16 : 4, addr);
		nla_put_string(m, FRA_IIFNAME, "eth0");
	}
	if (priority % 3 == 2) {
		nla_put(m, FRA_SPORT_RANGE, sizeof(ports), &ports);
		nla_put(m, FRA_UID_RANGE, sizeof(uid), &uid);
		nla_put_u8(m, FRA_IP_PROTO, 17);
		nla_put_u32(m, FRA_FWMARK, 0x100);
		nla_put_u32(m, FRA_FWMASK, 0xff00);
		nla_put_u64(m, FRA_TUN_ID, 0x1234567812345678ULL);
		nla_put_u8(m, FRA_L3MDEV, action != FR_ACT_TO_TBL);
	}
	end(m, seq, to);
}

static void answer_rules(const struct nlmsghdr *request, struct answer *to)
{
	const struct fib_rule_hdr *h = nlmsg_data(request);
	__u32 seq = request->nlmsg_seq;

	say_rule(h->family, 0, RT_TABLE_LOCAL, FR_ACT_TO_TBL, RTPROT_KERNEL, seq, to);
	say_rule(h->family, 5000, 0, FR_ACT_UNREACHABLE, RTPROT_STATIC, seq, to);
	say_rule(h->family, 9999, RT_TABLE_MAIN, FR_ACT_TO_TBL, NVICTL, seq, to);
	say_rule(h->family, 10001, 102, FR_ACT_TO_TBL, NVICTL, seq, to);
	say_rule(h->family, 10003, 102, FR_ACT_TO_TBL, NVICTL, seq, to);
	say_rule(h->family, 20000, 28160, FR_ACT_GOTO, NVICTL, seq, to);
	say_rule(h->family, 20001, 28160, FR_ACT_TO_TBL, NVICTL, seq, to);
	say_rule(h->family, 32766, RT_TABLE_MAIN, FR_ACT_TO_TBL, RTPROT_KERNEL, seq, to);
	say_done(seq, to);
}

static void say_route(int family, __u32 table, __u8 type, __u8 maker, __u32 seq, struct answer *to)
{
	struct rtmsg rtm = {
		.rtm_family = family, .rtm_type = type, .rtm_protocol = maker,
		.rtm_dst_len = table < 256 && table != 102 ? 8 : 0, .rtm_scope = table % 4,
	};
	struct nl_msg *m = begin(RTM_NEWROUTE, &rtm, sizeof(rtm));
	struct {
		struct rtnexthop hop;
		__u16 len, type;
		__u8 addr[4];
	} hops[2] = { };
	struct nlattr *metrics;
	__u8 addr[16] = { type == RTN_LOCAL ? 127 : 10 };
	int i;

	nla_put_u32(m, RTA_TABLE, table);
	nla_put_u32(m, RTA_PRIORITY, table % 2);
	if (rtm.rtm_dst_len)
		nla_put(m, RTA_DST, family == AF_INET6 ? 16 : 4, addr);
	nla_put(m, RTA_PREFSRC, family == AF_INET6 ? 16 : 4, addr);
	metrics = nla_nest_start(m, RTA_METRICS);
	nla_put_u32(m, RTAX_MTU, 1400);
	nla_nest_end(m, metrics);
	for (i = 0; i < 2; i++) {
		hops[i].hop = (struct rtnexthop){ sizeof(hops[i]), RTNH_F_LINKDOWN, i, 3 + i };
		hops[i].len = 8;
		hops[i].type = RTA_GATEWAY;
	}
	if (type == RTN_UNICAST && table == RT_TABLE_MAIN)
		nla_put(m, RTA_MULTIPATH, sizeof(hops), hops);
	else
		nla_put_u32(m, RTA_OIF, table == 102 ? 9 : 3);
	if (table == 102 && family == AF_INET)
		nla_put(m, RTA_VIA, 18, "\x0a\0\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1");
	end(m, seq, to);
}

static void answer_routes(const struct nlmsghdr *request, struct answer *to)
{
	const struct rtmsg *rtm = nlmsg_data(request);
	__u32 seq = request->nlmsg_seq;

	say_route(rtm->rtm_family, 28160, RTN_UNICAST, NVICTL, seq, to);
	if (!(request->nlmsg_flags & NLM_F_DUMP)) {
		say_error(request, 0, to);
		return;
	}
	say_route(rtm->rtm_family, 102, RTN_UNICAST, NVICTL, seq, to);
	say_route(rtm->rtm_family, RT_TABLE_MAIN, RTN_UNICAST, RTPROT_BOOT, seq, to);
	say_route(rtm->rtm_family, RT_TABLE_LOCAL, RTN_LOCAL, RTPROT_KERNEL, seq, to);
	say_done(seq, to);
}

static void put_tuple(struct nl_msg *m, int type, int family, __u8 proto)
{
	struct nlattr *tuple = nla_nest_start(m, type), *part;
	__u8 addr[16] = { 192, 0, 2, type };

	part = nla_nest_start(m, CTA_TUPLE_IP);
	nla_put(m, family == AF_INET6 ? CTA_IP_V6_SRC : CTA_IP_V4_SRC,
		family == AF_INET6 ? 16 : 4, addr);
	nla_put(m, family == AF_INET6 ? CTA_IP_V6_DST : CTA_IP_V4_DST,
		family == AF_INET6 ? 16 : 4, addr);
	nla_nest_end(m, part);
	part = nla_nest_start(m, CTA_TUPLE_PROTO);
	nla_put_u8(m, CTA_PROTO_NUM, proto);
	if (proto == IPPROTO_ICMPV6) {
		nla_put_u8(m, CTA_PROTO_ICMPV6_TYPE, 128);
		nla_put_u8(m, CTA_PROTO_ICMPV6_CODE, 0);
		nla_put_u16(m, CTA_PROTO_ICMPV6_ID, 99);
	} else {
		nla_put_u16(m, CTA_PROTO_SRC_PORT, htons(1024));
		nla_put_u16(m, CTA_PROTO_DST_PORT, htons(443));
	}
	nla_nest_end(m, part);
	nla_nest_end(m, tuple);
}

static void say_flow(int family, __u8 proto, __u32 seq, struct answer *to)
{
	static const __u8 labels[16] = { 0, 0, 0, 0, 3, 0, 0, 2, 4, 0, 0, 0, 1, 2, 3, 4 };
	struct nfgenmsg header = { .nfgen_family = family };
	struct nl_msg *m = begin(CT_NEW, &header, sizeof(header));
	struct nlattr *counters;
	int i;

	put_tuple(m, CTA_TUPLE_ORIG, family, proto);
	put_tuple(m, CTA_TUPLE_REPLY, family, proto);
	nla_put_u32(m, CTA_STATUS, htonl(14));
	nla_put_u32(m, CTA_TIMEOUT, htonl(300));
	nla_put_u32(m, CTA_MARK, htonl(0x100));
	nla_put(m, CTA_LABELS, sizeof(labels), labels);
	for (i = CTA_COUNTERS_ORIG; i <= CTA_COUNTERS_REPLY; i++) {
		counters = nla_nest_start(m, i);
		nla_put_u64(m, CTA_COUNTERS_PACKETS, 1ULL << 56);
		nla_put_u64(m, CTA_COUNTERS_BYTES, 60ULL << 56);
		nla_nest_end(m, counters);
	}
	end(m, seq, to);
}

/**
 * kernel_answer() - answer a netlink request
 * @request: the request
 * @fail: answer with an error
 * @to: the answer is appended here
 */
void kernel_answer(const struct nlmsghdr *request, bool fail, struct answer *to)
{
	switch (fail ? NLMSG_ERROR : request->nlmsg_type) {
	case RTM_GETLINK:
		answer_link(request, to);
		break;
	case RTM_GETRULE:
		answer_rules(request, to);
		break;
	case RTM_GETROUTE:
		answer_routes(request, to);
		break;
	case CT_GET:
		say_flow(AF_INET, IPPROTO_TCP, request->nlmsg_seq, to);
		say_flow(AF_INET6, IPPROTO_ICMPV6, request->nlmsg_seq, to);
		say_done(request->nlmsg_seq, to);
		break;
	default:
		say_error(request, fail ? -EEXIST : 0, to);
	}
}
