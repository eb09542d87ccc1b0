// SPDX-License-Identifier: GPL-2.0
/* RTM_NEWLINK, RTM_SETLINK, RTM_DELLINK and RTM_GETLINK for devices of kind nvi */
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <unistd.h>
#include <linux/if_link.h>
#include <linux/nvi.h>
#include <linux/rtnetlink.h>

#include "odd.h"

/* One setting: valid, random, or of a wrong size */
static void put_setting(struct request *r, int type)
{
	if (one_in(8))
		odd_put_any(r, type);
	else if (type == IFLA_NVI_MARK || type == IFLA_NVI_MARK_MASK ||
		 type == IFLA_NVI_FAST_MARK || type == IFLA_NVI_FAST_MASK)
		odd_put32(r, type, one_in(2) ? 0x100u << rnd(8) : rnd(0));
	else if (type == IFLA_NVI_HOPS)
		odd_put8(r, type, 1 + rnd(one_in(8) ? 255 : 2));
	else
		odd_put8(r, type, rnd(one_in(8) ? 256 : 2 + (type == IFLA_NVI_MODE)));
}

static void put_settings(struct request *r)
{
	unsigned int n = rnd(one_in(16) ? 40 : 6);
	struct nlattr *info, *data;

	info = odd_nest(r, IFLA_LINKINFO);
	if (!one_in(32))
		odd_put_string(r, IFLA_INFO_KIND, one_in(32) ? "dummy" : "nvi");
	if (one_in(64))
		odd_put_any(r, rnd(16));
	data = odd_nest(r, IFLA_INFO_DATA);
	while (n--)
		put_setting(r, one_in(32) ? rnd(0) : rnd(IFLA_NVI_MAX + 1));
	odd_nest_end(r, data);
	if (one_in(64))
		odd_put_any(r, IFLA_INFO_SLAVE_DATA);
	odd_nest_end(r, info);
}

/* Attributes that name another namespace: the program's, the neighbour's, or none */
static void put_namespace(struct request *r)
{
	char path[64];
	int fd = -1;

	switch (rnd(4)) {
	case 0:
		odd_put32(r, IFLA_NET_NS_PID, odd_neighbour ?: getpid());
		break;
	case 1:
		snprintf(path, sizeof(path), "/proc/%d/ns/net", odd_neighbour ?: getpid());
		fd = open(path, O_RDONLY);
		/* stays open until send_one() has sent the request */
		odd_put32(r, IFLA_NET_NS_FD, fd);
		break;
	case 2:
		odd_put32(r, IFLA_TARGET_NETNSID, rnd(one_in(4) ? 0 : 4));
		break;
	case 3:
		odd_put32(r, IFLA_NET_NS_PID, rnd(32768));
		break;
	}
}

static void put_link_attributes(struct request *r)
{
	static const int some[] = {
		IFLA_MTU, IFLA_TXQLEN, IFLA_ADDRESS, IFLA_LINK, IFLA_MASTER,
		IFLA_GROUP, IFLA_NUM_TX_QUEUES, IFLA_NUM_RX_QUEUES, IFLA_OPERSTATE,
		IFLA_LINKMODE, IFLA_IFALIAS, IFLA_PROMISCUITY, IFLA_CARRIER,
		IFLA_PROTO_DOWN, IFLA_GSO_MAX_SIZE, IFLA_GSO_MAX_SEGS, IFLA_XDP,
		IFLA_AF_SPEC, IFLA_EVENT, IFLA_NEW_IFINDEX, IFLA_MIN_MTU,
		IFLA_PROP_LIST, IFLA_ALT_IFNAME, IFLA_BROADCAST, IFLA_STATS,
	};
	unsigned int n = rnd(4);
	int type;

	while (n--) {
		type = one_in(8) ? (int)rnd(70) : some[rnd(25)];
		if (type == IFLA_MTU && !one_in(4))
			odd_put32(r, type, 60 + rnd(70000));
		else
			odd_put_any(r, type);
	}
	if (one_in(8))
		put_namespace(r);
}

static void put_flags(struct ifinfomsg *i)
{
	i->ifi_change = one_in(2) ? IFF_UP : rnd(0);
	i->ifi_flags = one_in(2) ? IFF_UP : rnd(0);
	if (one_in(64))
		i->ifi_family = rnd(256);
}

/* Create a device, or change an existing one. */
void odd_newlink(struct request *r)
{
	static const int flags[] = {
		NLM_F_CREATE | NLM_F_EXCL, NLM_F_CREATE, 0, NLM_F_REPLACE,
	};
	struct ifinfomsg *i;

	i = odd_header(r, RTM_NEWLINK, flags[rnd(4)], sizeof(*i));
	if (one_in(32))
		i->ifi_index = rnd(one_in(2) ? 64 : 0);
	if (!one_in(4))
		put_flags(i);
	if (!one_in(32))
		odd_put_string(r, IFLA_IFNAME, odd_device());
	put_link_attributes(r);
	if (!one_in(32))
		put_settings(r);
	if (one_in(32))	/* a second time */
		put_settings(r);
}

void odd_setlink(struct request *r)
{
	struct ifinfomsg *i;

	i = odd_header(r, RTM_SETLINK, 0, sizeof(*i));
	i->ifi_index = odd_index();
	put_flags(i);
	put_link_attributes(r);
	if (one_in(2))
		put_settings(r);
}

void odd_dellink(struct request *r)
{
	struct ifinfomsg *i;

	i = odd_header(r, RTM_DELLINK, 0, sizeof(*i));
	if (one_in(2))
		i->ifi_index = odd_index();
	else
		odd_put_string(r, IFLA_IFNAME, odd_device());
	if (one_in(64))
		odd_put32(r, IFLA_GROUP, 1 + rnd(3));
	if (one_in(16))
		put_namespace(r);
}

void odd_getlink(struct request *r)
{
	struct ifinfomsg *i;

	i = odd_header(r, RTM_GETLINK, one_in(4) ? NLM_F_DUMP : 0, sizeof(*i));
	i->ifi_index = odd_index();
	odd_put32(r, IFLA_EXT_MASK, rnd(one_in(2) ? 64 : 0));
	if (one_in(4))
		put_settings(r);
}
