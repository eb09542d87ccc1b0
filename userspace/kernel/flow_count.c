// SPDX-License-Identifier: GPL-2.0
/*
 * Count connections by ingress interface, for "device show".  Only the labels are
 * parsed, so that a large table costs little.
 */
#include <errno.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>

#include "base/options.h"
#include "nl/nl.h"
#include "kernel/record.h"

#define MAX_INGRESS 1024

struct tally {
	unsigned int used;
	struct {
		__u32 ifindex;
		unsigned long count;
	} of[MAX_INGRESS];
};

static int count(const struct nlmsghdr *msg, void *arg)
{
	struct tally *t = arg;
	struct record record;
	struct nlattr *labels;
	unsigned int i;

	if (!msg) {
		t->used = 0;
		return 0;
	}
	labels = nlmsg_find_attr((struct nlmsghdr *)msg, sizeof(struct nfgenmsg), CTA_LABELS);
	if (!labels)
		return 0;
	record_decode(nla_data(labels), nla_len(labels), &record);
	if (!record.original)
		return 0;
	for (i = 0; i < t->used && t->of[i].ifindex != record.original; i++)
		;
	if (i == MAX_INGRESS)
		return 0;
	if (i == t->used) {
		t->of[i].ifindex = record.original;
		t->of[i].count = 0;
		t->used++;
	}
	t->of[i].count++;
	return 0;
}

/**
 * flow_count_ingress() - count connections by the interface of their first packet
 * @show: called for each interface
 * @arg: for @show
 *
 * Return: 0 or a negative errno, -EPERM for one
 */
int flow_count_ingress(void (*show)(__u32 ifindex, unsigned long count, void *arg), void *arg)
{
	struct nfgenmsg header = { .nfgen_family = options.family };
	static struct tally tally;
	unsigned int i;
	int err;

	if (!knl_netfilter())
		return -EIO;
	err = knl_dump(knl_netfilter(),
		       knl_new(NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET, 0, &header,
			       sizeof(header)), count, &tally);
	for (i = 0; !err && i < tally.used; i++)
		show(tally.of[i].ifindex, tally.of[i].count, arg);
	return err;
}
