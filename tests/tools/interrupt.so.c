// SPDX-License-Identifier: GPL-2.0
/*
 * To be preloaded into a program (LD_PRELOAD) that reads netlink with recvmsg(). It changes the
 * kernel's list while a dump is being read, so that the kernel itself marks the dump as
 * interrupted.
 *
 * NVI_INTERRUPT  a command for sh, run after the first datagram of a dump
 * NVI_TYPE       the type of that dump's messages (16: RTM_NEWLINK)
 * NVI_TIMES      the number of dumps to change (1); the command gets NVI_TIME=1, 2, ...
 * NVI_DUMPS      a file that gets a line at the end of each dump of that type: "interrupted" if
 *                the kernel says so, else "whole"
 *
 * A dump can only be interrupted if it needs more than three datagrams: the kernel has built the
 * second before the first is read.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <linux/netlink.h>

static const char *command, *dumps;
static int type, times;
static bool inside, flagged;

static __attribute__((constructor)) void begin(void)
{
	command = getenv("NVI_INTERRUPT");
	dumps = getenv("NVI_DUMPS");
	type = getenv("NVI_TYPE") ? atoi(getenv("NVI_TYPE")) : 0;
	times = getenv("NVI_TIMES") ? atoi(getenv("NVI_TIMES")) : 1;
	/* not for the command */
	unsetenv("LD_PRELOAD");
}

static void note(void)
{
	FILE *out = fopen(dumps, "a");

	if (!out || fprintf(out, "%s\n", flagged ? "interrupted" : "whole") < 0 || fclose(out)) {
		perror(dumps);
		exit(99);
	}
}

static void run(void)
{
	static int time;
	char text[16];

	if (time++ >= times)
		return;
	snprintf(text, sizeof(text), "%d", time);
	setenv("NVI_TIME", text, 1);
	if (system(command)) {
		fprintf(stderr, "interrupt: failed: %s\n", command);
		exit(99);
	}
}

static void look(const char *data, ssize_t left)
{
	const struct nlmsghdr *h = (const void *)data;
	bool first = false;

	for (; NLMSG_OK(h, left); h = NLMSG_NEXT(h, left)) {
		if (h->nlmsg_type == type && h->nlmsg_flags & NLM_F_MULTI && !inside)
			first = inside = true;
		if (!inside)
			continue;
		if (h->nlmsg_flags & NLM_F_DUMP_INTR)
			flagged = true;
		if (h->nlmsg_type != NLMSG_DONE)
			continue;
		note();
		inside = flagged = false;
	}
	if (first)
		run();
}

ssize_t recvmsg(int fd, struct msghdr *msg, int flags)
{
	ssize_t (*real)(int, struct msghdr *, int) = dlsym(RTLD_NEXT, "recvmsg");
	ssize_t got = real(fd, msg, flags);

	if (command && dumps && got > 0 && msg->msg_iovlen == 1 && !(flags & MSG_PEEK))
		look(msg->msg_iov[0].iov_base, got);
	return got;
}
