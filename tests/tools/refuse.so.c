// SPDX-License-Identifier: GPL-2.0
/*
 * To be loaded into a program (LD_PRELOAD) that changes the kernel by rtnetlink.
 * The kernel is made to refuse one of the changes.
 *
 * NVI_REFUSE  which: 1 is the first.  Only once; what puts things back comes
 *             later, and is let through.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>

/* The kernel knows no such type, and says EOPNOTSUPP. */
#define NO_TYPE 0x7ff0

static int left;

static __attribute__((constructor)) void begin(void)
{
	left = getenv("NVI_REFUSE") ? atoi(getenv("NVI_REFUSE")) : 0;
}

static void look(struct nlmsghdr *h)
{
	/* of each object, rtnetlink's numbers are new, del, get, set */
	int verb = (h->nlmsg_type - RTM_BASE) % 4;

	if (h->nlmsg_type < RTM_BASE || h->nlmsg_type > RTM_MAX || verb == 2)
		return;
	if (left > 0 && !--left)
		h->nlmsg_type = NO_TYPE;
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	ssize_t (*real)(int, const struct msghdr *, int) = dlsym(RTLD_NEXT, "sendmsg");
	size_t i;

	for (i = 0; i < msg->msg_iovlen; i++)
		if (msg->msg_iov[i].iov_len >= sizeof(struct nlmsghdr))
			look(msg->msg_iov[i].iov_base);
	return real(fd, msg, flags);
}
