// SPDX-License-Identifier: GPL-2.0
/*
 * Events of rtnetlink and nftables.  An event only makes the daemon read the kernel's state
 * again, so lost events do no harm.
 */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>

#include "base/clock.h"
#include "base/message.h"
#include "gateway/daemon/events.h"

/* time in which several events are handled as one, ms */
#define SETTLE 200

static const int route_groups[] = {
	RTNLGRP_LINK, RTNLGRP_IPV4_IFADDR, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV4_ROUTE,
	RTNLGRP_IPV6_ROUTE, RTNLGRP_IPV4_RULE, RTNLGRP_IPV6_RULE, RTNLGRP_TC,
};

static struct nl_sock *listen_to(int protocol, const int *groups, size_t n)
{
	struct nl_sock *sock = knl_open(protocol);
	size_t i;

	for (i = 0; sock && i < n; i++)
		if (setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
			       &groups[i], sizeof(groups[i]))) {
			refuse("cannot listen to events: %s", errno == EPERM ?
			       "this needs CAP_NET_ADMIN in the network namespace (be root)" :
			       strerror(errno));
			nl_socket_free(sock);
			return NULL;
		}
	return sock;
}

/**
 * gw_events_open() - subscribe to events
 * @d: the daemon
 *
 * Return: 0, or REFUSED after a message
 */
int gw_events_open(struct gw_daemon *d)
{
	static const int nft_groups[] = { NFNLGRP_NFTABLES };

	d->route = listen_to(NETLINK_ROUTE, route_groups, ARRAY_SIZE(route_groups));
	if (d->route)
		d->nft = listen_to(NETLINK_NETFILTER, nft_groups, 1);
	return d->nft ? 0 : REFUSED;
}

/* Of the events of tc, only qdiscs of the nvi device matter. */
static bool is_queue(const struct gw_daemon *d, const struct nlmsghdr *h)
{
	const struct tcmsg *tc = nlmsg_data(h);

	return (h->nlmsg_type == RTM_NEWQDISC || h->nlmsg_type == RTM_DELQDISC) &&
	       nlmsg_datalen(h) >= (int)sizeof(*tc) &&
	       tc->tcm_ifindex == (int)if_nametoindex(d->cfg.device);
}

static bool is_tc(const struct nlmsghdr *h)
{
	return (h->nlmsg_type >= RTM_NEWQDISC && h->nlmsg_type <= RTM_GETTFILTER) ||
	       (h->nlmsg_type >= RTM_NEWACTION && h->nlmsg_type <= RTM_GETACTION) ||
	       (h->nlmsg_type >= RTM_NEWCHAIN && h->nlmsg_type <= RTM_GETCHAIN);
}

/* Of routes, only the gateway's and default routes matter: a router may have a million. */
static bool concerns(const struct gw_daemon *d, const struct nlmsghdr *h)
{
	const struct rtmsg *rtm = nlmsg_data(h);

	if (is_tc(h))
		return is_queue(d, h);
	if (h->nlmsg_type != RTM_NEWROUTE && h->nlmsg_type != RTM_DELROUTE)
		return true;
	return nlmsg_datalen(h) >= (int)sizeof(*rtm) &&
	       (rtm->rtm_protocol == NVICTL_PROTOCOL || !rtm->rtm_dst_len);
}

/**
 * gw_events_read() - read all events that have arrived
 * @d: the daemon; sets @resync if one of them concerns the gateway
 * @sock: its socket
 */
void gw_events_read(struct gw_daemon *d, struct nl_sock *sock)
{
	union {
		struct nlmsghdr first;
		char octets[16384];
	} room;
	const struct nlmsghdr *h;
	bool any = false;
	int len;

	for (;;) {
		len = recv(nl_socket_get_fd(sock), &room, sizeof(room), MSG_DONTWAIT);
		if (len < 0 && errno == ENOBUFS) {
			tell("some events were lost: reading the state of the kernel again");
			any = true;
			continue;
		}
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			break;
		for (h = &room.first; nlmsg_ok(h, len); h = nlmsg_next((void *)h, &len))
			any |= sock != d->route || concerns(d, h);
	}
	if (any && !d->resync)
		d->resync = clock_ms() + SETTLE;
}
