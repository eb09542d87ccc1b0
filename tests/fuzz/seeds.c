// SPDX-License-Identifier: GPL-2.0
/*
 * seeds DIRECTORY
 *
 * Write the answers of kernel.c as seeds, for each command of the fuzzer
 * replies: one seed for each request, one with all answers, and one with
 * truncated answers.
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/fib_rules.h>
#include <linux/if_link.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/rtnetlink.h>
#include <netlink/msg.h>

#include "fuzz.h"
#include "replies.h"

static const struct {
	int type;
	int flags;
	const char *name;
} requests[] = {
	{ RTM_GETLINK, NLM_F_DUMP, NULL },
	{ RTM_GETLINK, 0, "nvi0" },
	{ RTM_GETLINK, 0, "eth0" },
	{ RTM_GETLINK, 0, "x" },
	{ RTM_GETRULE, NLM_F_DUMP, NULL },
	{ RTM_GETROUTE, NLM_F_DUMP, NULL },
	{ RTM_GETROUTE, 0, NULL },
	{ NFNL_SUBSYS_CTNETLINK << 8 | IPCTNL_MSG_CT_GET, NLM_F_DUMP, NULL },
};

#define REQUESTS (sizeof(requests) / sizeof(*requests))

static void ask(size_t which, unsigned int family, struct answer *to)
{
	struct nl_msg *m = nlmsg_alloc_simple(requests[which].type, requests[which].flags);
	struct ifinfomsg header = { .ifi_family = family };

	nlmsg_append(m, &header, requests[which].type == RTM_GETRULE ? sizeof(struct rtmsg) :
		     sizeof(header), NLMSG_ALIGNTO);
	if (requests[which].name)
		nla_put_string(m, IFLA_IFNAME, requests[which].name);
	nlmsg_hdr(m)->nlmsg_seq = 0;
	kernel_answer(nlmsg_hdr(m), false, to);
	nlmsg_free(m);
}

/* Truncate each message to its header. */
static void cut(struct answer *answer)
{
	uint8_t *to = answer->data, *end = to + answer->len;
	struct nlmsghdr *h = (struct nlmsghdr *)to;
	size_t len;

	for (; (uint8_t *)h < end; h = (struct nlmsghdr *)((uint8_t *)h + len)) {
		len = NLMSG_ALIGN(h->nlmsg_len);
		h->nlmsg_len = sizeof(*h);
		memmove(to, h, sizeof(*h));
		to += sizeof(*h);
	}
	answer->len = to - answer->data;
}

static int write_seed(const char *dir, size_t command, size_t n, const struct answer *answer)
{
	char name[512];
	FILE *file;

	snprintf(name, sizeof(name), "%s/seed-%zu-%zu", dir, command, n);
	file = fopen(name, "we");
	if (!file)
		return 1;
	fputc(command, file);
	fputc(n * 37, file);
	fwrite(answer->data, 1, answer->len, file);
	return fclose(file);
}

int main(int argc, char **argv)
{
	struct answer answer, all;
	size_t command, n;
	int err = argc != 2;

	for (command = 0; !err && command <= COMMANDS; command++) {
		all.len = 0;
		for (n = 0; !err && n < 2 * REQUESTS; n++) {
			answer.len = 0;
			ask(n / 2, n % 2 ? AF_INET6 : AF_INET, &answer);
			ask(n / 2, n % 2 ? AF_INET6 : AF_INET, &all);
			err = write_seed(argv[1], command, n, &answer);
		}
		if (!err)
			err = write_seed(argv[1], command, n, &all);
		cut(&all);
		if (!err)
			err = write_seed(argv[1], command, n + 1, &all);
	}
	if (err)
		perror(argc == 2 ? argv[1] : "seeds DIRECTORY");
	return err;
}
