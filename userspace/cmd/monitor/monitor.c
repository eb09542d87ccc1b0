// SPDX-License-Identifier: GPL-2.0
/*
 * nvictl monitor: events of devices, rules and connections.
 */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/rtnetlink.h>

#include "base/message.h"
#include "base/names.h"
#include "base/options.h"
#include "base/out.h"
#include "nl/nl.h"
#include "kernel/flow.h"
#include "kernel/link.h"
#include "kernel/rule.h"
#include "cmd/cmd.h"
#include "cmd/device/device.h"
#include "cmd/flow/flow.h"
#include "cmd/rule/rule.h"

struct monitor_args {
	bool device;
	bool rule;
	bool flow;
};

static struct monitor_args wanted;

/* JSON has one object a line, each a document of its own, because the output has no end. */
static void begin(const char *event, bool deleted)
{
	out_object(NULL);
	out_string("event", event);
	out_bool("deleted", deleted);
	if (deleted)
		out_color(COLOR_BAD, "deleted ");
	out_color(COLOR_BOLD, "%s ", event);
}

static void end(void)
{
	out_close();
	out_text("\n");
	fflush(stdout);
}

static void show_link(const struct nlmsghdr *h)
{
	const struct ifinfomsg *ifi = nlmsg_data((struct nlmsghdr *)h);
	struct link link;

	device_names_forget();
	if (!wanted.device)
		return;
	if (link_parse(h, &link) || ifi->ifi_family != AF_UNSPEC || strcmp(link.kind, NVI_KIND))
		return;
	begin("device", h->nlmsg_type == RTM_DELLINK);
	out_number("ifindex", link.ifindex);
	out_string("ifname", link.name);
	out_bool("up", link.flags & IFF_UP);
	out_number("mtu", link.mtu);
	out_color(COLOR_DEVICE, "%s", link.name);
	out_text(" %s mtu %u ", link.flags & IFF_UP ? "up" : "down", link.mtu);
	out_object("nvi");
	nvi_attrs_show(&link.nvi);
	out_close();
	end();
}

static void show_rule(const struct nlmsghdr *h)
{
	struct rule rule;

	if (rule_parse(h, &rule) || (options.family && rule.family != options.family))
		return;
	begin("rule", h->nlmsg_type == RTM_DELRULE);
	rule_print(&rule);
	end();
}

static void show_flow(const struct nlmsghdr *h)
{
	struct flow flow;

	if (flow_parse(h, &flow) || (options.family && flow.family != options.family))
		return;
	begin("flow", false);
	flow_print(&flow);
	end();
}

static void show(const struct nlmsghdr *h, bool netfilter)
{
	if (netfilter) {
		if (h->nlmsg_type == (NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_NEW))
			show_flow(h);
		return;
	}
	if (h->nlmsg_type == RTM_NEWLINK || h->nlmsg_type == RTM_DELLINK)
		show_link(h);
	else if (h->nlmsg_type == RTM_NEWRULE || h->nlmsg_type == RTM_DELRULE)
		show_rule(h);
}

static int receive(struct nl_sock *sock, bool netfilter)
{
	struct sockaddr_nl from;
	unsigned char *buf = NULL;
	struct nlmsghdr *h;
	int len;

	errno = 0;
	len = nl_recv(sock, &from, &buf, NULL);
	if (len < 0 && errno == ENOBUFS) {
		warn("events arrive too fast; some were lost");
		return 0;
	}
	if (len < 0 && errno != EINTR && errno != EAGAIN)
		return refuse("cannot read events: %s", strerror(errno));
	if (len <= 0)
		return 0;
	for (h = (struct nlmsghdr *)buf; nlmsg_ok(h, len); h = nlmsg_next(h, &len))
		show(h, netfilter);
	free(buf);
	return 0;
}

static struct nl_sock *listen_to(int protocol)
{
	struct nl_sock *sock = knl_open(protocol);
	int size = 8 << 20;

	if (!sock)
		return NULL;
	/* with CAP_NET_ADMIN, above rmem_max */
	if (setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		nl_socket_set_buffer_size(sock, size, 0);
	return sock;
}

static int join(struct nl_sock *sock, int group)
{
	int err = 0;

	if (setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group,
		       sizeof(group)))
		err = refuse("cannot listen to events: %s", errno == EPERM ?
			     "connections need CAP_NET_ADMIN in the network namespace (be root); \"nvictl monitor device rule\" does not" :
			     strerror(errno));
	return err;
}

static int loop(struct nl_sock *route, struct nl_sock *netfilter)
{
	struct pollfd fds[] = {
		{ .fd = nl_socket_get_fd(route), .events = POLLIN },
		{ .fd = netfilter ? nl_socket_get_fd(netfilter) : -1, .events = POLLIN },
		/* reports that the reader has closed standard output */
		{ .fd = 1, .events = 0 },
	};
	int err = 0;

	while (!err && !ferror(stdout) && !(fds[2].revents & (POLLERR | POLLHUP))) {
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0 && errno != EINTR)
			return refuse("cannot wait: %s", strerror(errno));
		if (fds[0].revents)
			err = receive(route, false);
		if (!err && fds[1].revents)
			err = receive(netfilter, true);
	}
	return err;
}

static const struct keyword keywords[] = {
	{ "device", NULL, take_flag, offsetof(struct monitor_args, device) },
	{ "rule", NULL, take_flag, offsetof(struct monitor_args, rule) },
	{ "flow", NULL, take_flag, offsetof(struct monitor_args, flow) },
	{ }
};

static int monitor_run(struct args *args)
{
	struct nl_sock *route, *netfilter = NULL;
	int err = args_parse(args, keywords, "monitor", &wanted);

	if (err)
		return err;
	if (!wanted.device && !wanted.rule && !wanted.flow)
		wanted = (struct monitor_args){ true, true, true };
	route = listen_to(NETLINK_ROUTE);
	if (wanted.flow)
		netfilter = listen_to(NETLINK_NETFILTER);
	if (!route || (wanted.flow && !netfilter))
		return REFUSED;
	/* events of devices empty the cache of names, so they are always needed */
	err = join(route, RTNLGRP_LINK);
	if (!err && wanted.rule)
		err = join(route, RTNLGRP_IPV4_RULE);
	if (!err && wanted.rule)
		err = join(route, RTNLGRP_IPV6_RULE);
	if (!err && netfilter)
		err = join(netfilter, NFNLGRP_CONNTRACK_NEW);
	if (!err)
		err = loop(route, netfilter);
	nl_socket_free(route);
	nl_socket_free(netfilter);
	return err;
}

const struct object monitor_object = {
	.name = "monitor",
	.run = monitor_run,
	.usage = "[ device ] [ rule ] [ flow ]",
	.about = "events of devices, rules and new connections",
};
