// SPDX-License-Identifier: GPL-2.0
/*
 * The ingress of a probe.  A packet socket can only send out of a device.  To make
 * the frame arrive, a temporary dummy device redirects its tc egress to the ingress
 * of the real device (act_mirred).  Only frames with the probe's random source
 * address are redirected, not the kernel's neighbour discovery on the dummy.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_mirred.h>

#include "base/message.h"
#include "nl/request.h"
#include "kernel/link.h"
#include "kernel/lookup.h"
#include "probe/probe.h"

#define FIRST_FILTER 1

static int made(int err, const char *what)
{
	return err ? refuse("cannot add %s for a probe: %s", what,
			    knl_reason(err, knl_said())) : 0;
}

static int make_device(struct entry *entry)
{
	struct ifinfomsg ifi = { .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	struct nl_msg *msg = knl_new(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, &ifi, sizeof(ifi));
	struct nlattr *info;
	struct link link;
	char name[IFNAMSIZ];
	int err;

	snprintf(name, sizeof(name), "nvp%u", (unsigned int)getpid());
	nla_put_string(msg, IFLA_IFNAME, name);
	info = nla_nest_start(msg, IFLA_LINKINFO);
	nla_put_string(msg, IFLA_INFO_KIND, "dummy");
	nla_nest_end(msg, info);
	err = made(knl_get(msg, NULL, NULL), "a dummy device");
	if (!err)
		err = link_get(name, &link);
	if (!err)
		entry->ifindex = link.ifindex;
	return err;
}

static int make_qdisc(const struct entry *entry)
{
	struct tcmsg tcm = {
		.tcm_ifindex = entry->ifindex,
		.tcm_parent = TC_H_CLSACT,
		.tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0),
	};
	struct nl_msg *msg = knl_new(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, &tcm, sizeof(tcm));

	nla_put_string(msg, TCA_KIND, "clsact");
	return made(knl_get(msg, NULL, NULL), "a qdisc");
}

static void put_mirred(struct nl_msg *msg, __u32 ifindex)
{
	struct tc_mirred parms = {
		.action = TC_ACT_STOLEN,
		.eaction = TCA_INGRESS_REDIR,
		.ifindex = ifindex,
	};
	struct nlattr *acts = nla_nest_start(msg, TCA_FLOWER_ACT);
	struct nlattr *act = nla_nest_start(msg, 1);
	struct nlattr *options;

	nla_put_string(msg, TCA_ACT_KIND, "mirred");
	options = nla_nest_start(msg, TCA_ACT_OPTIONS);
	nla_put(msg, TCA_MIRRED_PARMS, sizeof(parms), &parms);
	nla_nest_end(msg, options);
	nla_nest_end(msg, act);
	nla_nest_end(msg, acts);
}

static int make_filter(const struct entry *entry, const struct frame *frame, __u32 ifindex)
{
	static const __u8 all[ETH_ALEN] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct tcmsg tcm = {
		.tcm_ifindex = entry->ifindex,
		.tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS),
		.tcm_info = TC_H_MAKE(FIRST_FILTER << 16, htons(ETH_P_ALL)),
	};
	struct nl_msg *msg = knl_new(RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, &tcm, sizeof(tcm));
	struct nlattr *options;

	nla_put_string(msg, TCA_KIND, "flower");
	options = nla_nest_start(msg, TCA_OPTIONS);
	nla_put(msg, TCA_FLOWER_KEY_ETH_SRC, ETH_ALEN, frame->mac);
	nla_put(msg, TCA_FLOWER_KEY_ETH_SRC_MASK, ETH_ALEN, all);
	put_mirred(msg, ifindex);
	nla_nest_end(msg, options);
	return made(knl_get(msg, NULL, NULL), "a tc filter (flower, mirred)");
}

/**
 * entry_open() - add the dummy device and its redirection
 * @entry: the result
 * @frame: the probe that will be sent
 * @p: its packet; @p->iif is the ingress
 *
 * Return: 0, or REFUSED after a message, with everything undone
 */
int entry_open(struct entry *entry, const struct frame *frame, const struct packet *p)
{
	int err;

	memset(entry, 0, sizeof(*entry));
	err = make_device(entry);
	if (!err)
		err = make_qdisc(entry);
	if (!err)
		err = make_filter(entry, frame, p->iif.ifindex);
	if (err)
		entry_close(entry);
	return err;
}

/**
 * entry_send() - let a probe arrive
 * @entry: of entry_open()
 * @frame: the probe
 * @mark: its mark
 *
 * Return: 0, or REFUSED after a message
 */
int entry_send(const struct entry *entry, const struct frame *frame, __u32 mark)
{
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_protocol = ((const struct ethhdr *)frame->data)->h_proto,
		.sll_ifindex = entry->ifindex,
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
	int err = 0;

	if (fd < 0 || (mark && setsockopt(fd, SOL_SOCKET, SO_MARK, &mark, sizeof(mark))) ||
	    sendto(fd, frame->data, frame->len, 0, (struct sockaddr *)&to, sizeof(to)) < 0)
		err = refuse("cannot send a probe: %s", errno == EPERM ?
			     "this needs CAP_NET_RAW in the network namespace (be root)" :
			     strerror(errno));
	if (fd >= 0)
		close(fd);
	return err;
}

/**
 * entry_close() - delete the dummy device and its redirection
 * @entry: need not be open
 */
void entry_close(struct entry *entry)
{
	struct ifinfomsg ifi = { .ifi_index = entry->ifindex };

	if (entry->ifindex)
		knl_get(knl_new(RTM_DELLINK, 0, &ifi, sizeof(ifi)), NULL, NULL);
	entry->ifindex = 0;
}
