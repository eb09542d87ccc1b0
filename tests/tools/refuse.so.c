// SPDX-License-Identifier: GPL-2.0
/*
 * To be preloaded into a program (LD_PRELOAD) that changes the kernel by rtnetlink, by nftables
 * (a transaction is one change) or by sysctls. The kernel refuses one of its changes.
 *
 * NVI_REFUSE  the number of the change, from 1. Later changes, such as those that restore the
 *             state, succeed.
 * NVI_KILL    instead: the program is killed before this change, and restores nothing.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/rtnetlink.h>

/* An unknown message type, for which the kernel returns EOPNOTSUPP */
#define NO_TYPE 0x7ff0

static int left;
static int kill_it;
static pid_t program;	/* its children are not affected */

static __attribute__((constructor)) void begin(void)
{
	program = getpid();
	left = getenv("NVI_REFUSE") ? atoi(getenv("NVI_REFUSE")) : 0;
	kill_it = !!getenv("NVI_KILL");
	if (kill_it)
		left = atoi(getenv("NVI_KILL"));
}

static int is_the_one(void)
{
	if (getpid() != program || left <= 0 || --left)
		return 0;
	if (kill_it)
		kill(program, SIGKILL);
	return 1;
}

/* Refuse the first message after the begin message of a transaction. */
static void look_at_batch(struct nlmsghdr *h, size_t len)
{
	struct nlmsghdr *next = (void *)((char *)h + NLMSG_ALIGN(h->nlmsg_len));

	if (len > NLMSG_ALIGN(h->nlmsg_len) + sizeof(*next) && is_the_one())
		next->nlmsg_type = (next->nlmsg_type & 0xff00) | 0xff;
}

static void look(struct nlmsghdr *h)
{
	/* rtnetlink's message types come in groups of four: new, del, get, set */
	int verb = (h->nlmsg_type - RTM_BASE) % 4;

	if (h->nlmsg_type < RTM_BASE || h->nlmsg_type > RTM_MAX || verb == 2)
		return;
	if (is_the_one())
		h->nlmsg_type = NO_TYPE;
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	ssize_t (*real)(int, const struct msghdr *, int) = dlsym(RTLD_NEXT, "sendmsg");
	int protocol = -1;
	socklen_t size = sizeof(protocol);
	size_t i;

	/* message types have a meaning per protocol */
	getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &protocol, &size);
	for (i = 0; i < msg->msg_iovlen; i++)
		if (msg->msg_iov[i].iov_len >= sizeof(struct nlmsghdr)) {
			struct nlmsghdr *h = msg->msg_iov[i].iov_base;

			if (protocol == NETLINK_ROUTE)
				look(h);
			else if (protocol == NETLINK_NETFILTER &&
				 h->nlmsg_type == NFNL_MSG_BATCH_BEGIN)
				look_at_batch(h, msg->msg_iov[i].iov_len);
		}
	return real(fd, msg, flags);
}

ssize_t write(int fd, const void *data, size_t len)
{
	ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
	char link[32], path[128] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (readlink(link, path, sizeof(path) - 1) > 0 && !strncmp(path, "/proc/sys/", 10) &&
	    is_the_one()) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return real(fd, data, len);
}
