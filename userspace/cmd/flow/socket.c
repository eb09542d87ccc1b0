// SPDX-License-Identifier: GPL-2.0
/*
 * The mark of a local socket of a connection.
 */
#include <arpa/inet.h>
#include <string.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>

#include "nl/nl.h"
#include "kernel/flow.h"
#include "cmd/flow/flow.h"

struct answer {
	bool has_mark;
	__u32 mark;
};

static int take_mark(const struct nlmsghdr *msg, void *arg)
{
	struct answer *answer = arg;
	struct nlattr *mark;

	if (msg->nlmsg_type != SOCK_DIAG_BY_FAMILY)
		return 0;
	mark = nlmsg_find_attr((struct nlmsghdr *)msg, sizeof(struct inet_diag_msg),
			       INET_DIAG_MARK);
	answer->has_mark = mark && nla_len(mark) >= 4;
	if (answer->has_mark)
		answer->mark = nla_get_u32(mark);
	return 0;
}

static struct nl_sock *diag(void)
{
	static struct nl_sock *sock;

	if (!sock)
		sock = knl_open(NETLINK_SOCK_DIAG);
	return sock;
}

/**
 * flow_socket_mark() - find the mark of a connection's local socket
 * @flow: a connection to this machine
 * @mark: the mark
 *
 * Return: true if it is known; false without a socket, or without CAP_NET_ADMIN
 */
bool flow_socket_mark(const struct flow *flow, __u32 *mark)
{
	const struct tuple *t = &flow->translated;
	struct inet_diag_req_v2 request = {
		.sdiag_family = flow->family,
		.sdiag_protocol = flow->proto,
		.idiag_states = ~0U,
		.id = {
			.idiag_sport = htons(t->dport),
			.idiag_dport = htons(flow->original.sport),
			.idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE },
		},
	};
	struct answer answer = { };

	if (!flow->has_ports || !diag())
		return false;
	memcpy(request.id.idiag_src, t->dst.addr, sizeof(request.id.idiag_src));
	memcpy(request.id.idiag_dst, flow->original.src.addr, sizeof(request.id.idiag_dst));
	if (knl_get_from(diag(), knl_new(SOCK_DIAG_BY_FAMILY, 0, &request, sizeof(request)),
			 take_mark, &answer))
		return false;
	*mark = answer.mark;
	return answer.has_mark;
}
